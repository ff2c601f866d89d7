#!/usr/bin/env bash
# package.sh ROOT runtime|aot: projects outside the checkout that know only the NuGet package run the job examples.
set -euo pipefail
root=$1 how=$2
export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1 DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1
directory=$(mktemp -d)
pids=()
finish() {
    ((${#pids[@]} == 0)) || kill "${pids[@]}" 2>/dev/null || true
    rm -r "$directory"
}
trap finish EXIT
cd "$directory"

version=$(sed -n 's/.*<Version>\(.*\)<.*/\1/p' "$root/Directory.Build.props")
# The package goes to a folder of its own, so that no earlier one of the same version is used. What else a project needs is already on this machine.
others=$(dotnet nuget locals global-packages --list | sed 's/^global-packages: //')
export NUGET_PACKAGES=$directory/packages
for program in Producer Consumer; do
    mkdir "$program"
    cp "$root/examples/csharp/Job$program/Program.cs" "$program"
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
awk '/^```csharp/ { on = 1; next } /^```/ { on = 0 } on' "$root/src/ShmNative.Package/README.md" | diff - <(cat Consumer/Program.cs Producer/Program.cs)
cmp "packages/shmnative/$version/shmnative.$version.nupkg" "$root/out/packages/ShmNative.$version.nupkg"

exec 9</dev/shm
flock 9 # the examples have one name
out/Consumer/Consumer >said 2>&1 &
pids+=($!)
for ((i = 0; i < 500; i++)); do
    [[ ! -e /dev/shm/jobs ]] || break
    sleep 0.02
done
out/Producer/Producer
wait "${pids[0]}" || { cat said >&2; exit 1; }
pids=()
diff said - <<'END'
job 1 weighs 0.5
job 2 weighs 1
job 3 weighs 1.5
END
[[ ! -e /dev/shm/jobs ]] || { echo "/dev/shm/jobs was left behind" >&2; exit 1; }
[[ $how != aot || ! -e out/Consumer/Consumer.dll ]] || { echo "the program was not compiled ahead of time" >&2; exit 1; }
