#!/usr/bin/env bash
# package.sh ROOT runtime|aot: projects outside the checkout that know only the NuGet package run the job examples.
set -euo pipefail
root=$1 how=$2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
directory=$(mktemp -d)
trap 'rm -r "$directory"' EXIT
cd "$directory"

version=$(sed -n 's/.*<Version>\(.*\)<.*/\1/p' "$root/Directory.Build.props")
# The package goes to a folder of its own, so that no earlier one of the same version is used. What else a project needs is already on this machine.
others=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_PACKAGES=$directory/packages
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
    <RestoreAdditionalProjectSources>$root/out/packages</RestoreAdditionalProjectSources>
    <RestoreFallbackFolders>$others</RestoreFallbackFolders>
    <PublishAot>$([[ $how == aot ]] && echo true || echo false)</PublishAot>
    <ShmHeader>include/job.h</ShmHeader>
    <InvariantGlobalization>true</InvariantGlobalization>
  </PropertyGroup>
  <ItemGroup>
    <PackageReference Include="ShmNative" Version="$version" />
  </ItemGroup>
</Project>
END
    if ! dotnet publish "$program" -c Release -o "out/$program" >log 2>&1; then
        cat log >&2
        exit 1
    fi
done
awk '/^```csharp/ { on = 1; next } /^```/ { on = 0 } on' "$root/src/ShmNative.Package/README.md" | diff - <(cat JobConsumer/Program.cs JobProducer/Program.cs)
diff JobProducer/include/job.h "$root/examples/c/job.h"
cmp "packages/shmnative/$version/shmnative.$version.nupkg" "$root/out/packages/ShmNative.$version.nupkg"

"$root/native-tests/scripts/jobs.sh" out/JobConsumer/JobConsumer out/JobProducer/JobProducer
[[ $how != aot || ! -e out/JobConsumer/JobConsumer.dll ]] || { echo "the program was not compiled ahead of time" >&2; exit 1; }
