using System.Diagnostics;
using System.Text.RegularExpressions;
using Homing.Testing;

namespace Homing.Packages.Tests;

/// <summary>
/// Packs everything once, and makes of the packages alone what a newcomer makes: the project of the template, a program that
/// asks it, and a project of npm. Nothing outside a folder of its own is changed.
/// </summary>
public sealed partial class Takeaway : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-takeaway-");
    private Process? _greeter;

    /// <summary>The checkout.</summary>
    public static string Root { get; } = FindRoot();

    /// <summary>The version that everything is of.</summary>
    public static string Version { get; } =
        VersionElement().Match(File.ReadAllText(Path.Combine(Root, "Directory.Build.props"))).Groups[1].Value;

    /// <summary>What was packed.</summary>
    public string Packages => Path.Combine(_folder.FullName, "packages");

    /// <summary>The project that the template made.</summary>
    public string Greeter => Path.Combine(_folder.FullName, "Greeter");

    /// <summary>Where it listens.</summary>
    public Uri Server { get; } = new($"http://127.0.0.1:{Ports.Free()}");

    /// <summary>The program that asks it, built.</summary>
    public string Asker => Path.Combine(_folder.FullName, "Asker");

    /// <summary>What the programs run with.</summary>
    public Dictionary<string, string> Environment { get; } = new()
    {
        ["DOTNET_CLI_TELEMETRY_OPTOUT"] = "1",
        ["DOTNET_NOLOGO"] = "1",
        ["DOTNET_CLI_UI_LANGUAGE"] = "en",
    };

    /// <inheritdoc/>
    public async ValueTask InitializeAsync()
    {
        await Command.RunAsync(Root, Environment, "bash", Path.Combine(Root, "eng", "pack.sh"), Packages, "--no-build", "--no-restore");
        await File.WriteAllTextAsync(Path.Combine(_folder.FullName, "nuget.config"), NuGetConfig());
        UsePackagesOfItsOwn();
        await MakeGreeterAsync();
        await MakeAskerAsync();
        await File.WriteAllTextAsync(
            Path.Combine(_folder.FullName, "All.slnx"),
            "<Solution><Project Path=\"Greeter/Greeter.csproj\" /><Project Path=\"Asker/Asker.csproj\" /></Solution>");
        await Command.RunAsync(_folder.FullName, Environment, "dotnet", "build", "All.slnx", "-v", "quiet");
        await StartGreeterAsync();
    }

    /// <summary>A folder for one more project.</summary>
    public string NewFolder(string name) => _folder.CreateSubdirectory(name).FullName;

    /// <summary>The first block of code of that language in a text.</summary>
    public static string CodeIn(string markdown, string language) =>
        Regex.Match(markdown, $"^```{language}\n(.*?)^```", RegexOptions.Multiline | RegexOptions.Singleline).Groups[1].Value;

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_greeter is { } greeter)
        {
            greeter.Kill();
            await greeter.WaitForExitAsync();
            greeter.Dispose();
        }

        _folder.Delete(recursive: true);
    }

    private static string FindRoot()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Homing.slnx")))
            {
                return folder.FullName;
            }
        }

        throw new InvalidOperationException("These tests must run from within the checkout.");
    }

    [GeneratedRegex("<Version>(.+)</Version>")]
    private static partial Regex VersionElement();

    // The sources of this machine stay; where its feed lacks the native Kafka library, that was built into a folder.
    private string NuGetConfig()
    {
        var built = Path.Combine(Root, "artifacts", "feed");
        return $"""
            <configuration>
              <packageSources>
                <add key="packed" value="{Packages}" />
                {(Directory.Exists(built) ? $"<add key=\"built\" value=\"{built}\" />" : "")}
              </packageSources>
            </configuration>
            """;
    }

    // Or a package of the same version that was packed earlier would be taken from the cache. All else is.
    private void UsePackagesOfItsOwn()
    {
        var shared = System.Environment.GetEnvironmentVariable("NUGET_PACKAGES")
            ?? Path.Combine(System.Environment.GetFolderPath(System.Environment.SpecialFolder.UserProfile), ".nuget", "packages");
        Environment["NUGET_PACKAGES"] = Path.Combine(_folder.FullName, "cache");
        if (Directory.Exists(shared) && Directory.GetDirectories(shared, "homing.*").Length == 0)
        {
            Environment["NUGET_FALLBACK_PACKAGES"] = shared;
        }
    }

    private async Task MakeGreeterAsync()
    {
        var hive = Path.Combine(_folder.FullName, "hive");
        await Command.RunAsync(
            _folder.FullName, Environment, "dotnet", "new", "install", Path.Combine(Packages, $"Homing.Templates.{Version}.nupkg"),
            "--debug:custom-hive", hive);
        await Command.RunAsync(
            _folder.FullName, Environment, "dotnet", "new", "homing-app", "-o", "Greeter", "--debug:custom-hive", hive);
    }

    // The program is the one of the README, so that this is right. It takes the other packages in too: they are to restore.
    private async Task MakeAskerAsync()
    {
        var program = CodeIn(await File.ReadAllTextAsync(Path.Combine(Root, "src", "Homing.Client", "README.md")), "csharp");
        Directory.CreateDirectory(Asker);
        await File.WriteAllTextAsync(
            Path.Combine(Asker, "Program.cs"),
            program.Replace("http://127.0.0.1:8080", Server.ToString(), StringComparison.Ordinal));
        await File.WriteAllTextAsync(
            Path.Combine(Asker, "Asker.csproj"),
            $"""
            <Project Sdk="Microsoft.NET.Sdk">
              <PropertyGroup>
                <OutputType>Exe</OutputType>
                <TargetFramework>net10.0</TargetFramework>
                <ImplicitUsings>enable</ImplicitUsings>
                <Nullable>enable</Nullable>
                <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
              </PropertyGroup>
              <ItemGroup>
                <PackageReference Include="Homing.Client" Version="{Version}" />
                <PackageReference Include="Homing.Log.Kafka" Version="{Version}" />
                <PackageReference Include="Homing.Leases.Redis" Version="{Version}" />
              </ItemGroup>
            </Project>
            """);
    }

    private async Task StartGreeterAsync()
    {
        _greeter = Command.Start(
            Greeter, Environment, "dotnet", "bin/Debug/net10.0/Greeter.dll", "--urls", Server.ToString());
        var said = new List<string>();
        while (await _greeter.StandardOutput.ReadLineAsync().WaitAsync(TimeSpan.FromMinutes(2)) is { } line)
        {
            said.Add(line);
            if (line.Contains("Now listening on", StringComparison.Ordinal))
            {
                // What it says from here on must not fill the pipe.
                _ = _greeter.StandardOutput.ReadToEndAsync();
                return;
            }
        }

        Assert.Fail("The project of the template did not start:\n" + string.Join('\n', said) + await _greeter.StandardError.ReadToEndAsync());
    }
}
