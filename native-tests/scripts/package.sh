#!/usr/bin/env bash
# package.sh ROOT runtime|aot: projects outside the checkout that follow README.md and know only the NuGet package run the job examples.
set -euo pipefail
root=$1 how=$2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cd "$directory"
mkdir home packages

# done_quietly COMMAND...: says something only when it fails.
done_quietly() {
    "$@" >log 2>&1 || { cat log >&2; exit 1; }
}

# What else a project needs is already on this machine: the build needed it. Nothing is downloaded, and no setting of the user is read or changed.
others=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export HOME=$directory/home NUGET_PACKAGES=$directory/packages
echo '<configuration><packageSources><clear/></packageSources></configuration>' >nuget.config

# README.md's two commands, the first said in the checkout.
mapfile -t commands < <(grep -E '^dotnet (nuget add source|add package) ' "$root/README.md")
((${#commands[@]} == 2)) || { echo "README.md does not say how to take the package" >&2; exit 1; }
(PWD=$root && eval "done_quietly ${commands[0]}")

# Whoever used earlier builds has them unpacked, with the version that a release would have, and with lower and higher ones of its builds.
version=$(basename "$root"/out/packages/ShmNative.*.nupkg .nupkg)
version=${version#ShmNative.}
for earlier in "${version%%-*}" "${version%%-*}-dev-0" "${version%%-*}-dev-z"; do
    mkdir -p "packages/shmnative/$earlier/lib/net10.0"
    cat >"packages/shmnative/$earlier/shmnative.nuspec" <<END
<package><metadata><id>ShmNative</id><version>$earlier</version><authors>x</authors><description>x</description></metadata></package>
END
    touch "packages/shmnative/$earlier/lib/net10.0/ShmNative.Core.dll" "packages/shmnative/$earlier/shmnative.$earlier.nupkg"
    echo '{ "version": 2, "contentHash": "", "source": "" }' >"packages/shmnative/$earlier/.nupkg.metadata"
done

for program in JobProducer JobConsumer; do
    mkdir "$program"
    cp "$root/examples/csharp/$program/Program.cs" "$program"
    cat >"$program/$program.csproj" <<END
<Project Sdk="Microsoft.NET.Sdk">
  <PropertyGroup>
    <OutputType>Exe</OutputType>
    <TargetFramework>net10.0</TargetFramework>
    <ImplicitUsings>enable</ImplicitUsings>
    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
    <RestoreFallbackFolders>$others</RestoreFallbackFolders>
    <PublishAot>$([[ $how == aot ]] && echo true || echo false)</PublishAot>
    <ShmHeader>include/job.h</ShmHeader>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
</Project>
END
    (cd "$program" && eval "done_quietly ${commands[1]}")
    done_quietly dotnet publish "$program" -c Release -o "out/$program" --disable-build-servers
    grep -qF "\"ShmNative/$version\"" "$program/obj/project.assets.json" || { echo "$program has another package than $version" >&2; exit 1; }
done
awk '/^```csharp/ { on = 1; next } /^```/ { on = 0 } on' "$root/src/ShmNative.Package/README.md" | diff - <(cat JobConsumer/Program.cs JobProducer/Program.cs)
diff JobProducer/include/job.h "$root/examples/c/job.h"

if [[ $how == aot ]]; then
    [[ ! -e out/JobConsumer/JobConsumer.dll ]] || { echo "the program was not compiled ahead of time" >&2; exit 1; }
    "$root/native-tests/scripts/jobs.sh" out/JobConsumer/JobConsumer out/JobProducer/JobProducer
else
    cmp out/JobConsumer/ShmNative.Core.dll "$root/out/dotnet/bin/ShmNative.Core/release/ShmNative.Core.dll"
    "$root/native-tests/scripts/jobs.sh" "dotnet out/JobConsumer/JobConsumer.dll" "dotnet out/JobProducer/JobProducer.dll"
fi
