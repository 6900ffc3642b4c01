using System.IO.Compression;
using System.Xml.Linq;

namespace Homing.Packages.Tests;

/// <summary>What is in the packages, and what can be made of them alone.</summary>
public sealed class PackageTests(Takeaway takeaway) : IClassFixture<Takeaway>
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, string[]> Libraries => new()
    {
        { "Homing.Client", ["Microsoft.Extensions.DependencyInjection.Abstractions", "Microsoft.Extensions.Logging.Abstractions"] },
        { "Homing.Core", [] },
        { "Homing.Gateway", ["Homing.Core"] },
        { "Homing.Leases.Redis", ["Homing.Core", "StackExchange.Redis"] },
        { "Homing.Log.Embedded", ["Homing.Core"] },
        { "Homing.Log.Kafka", ["Confluent.Kafka", "Homing.Core"] },
    };

    [Theory]
    [MemberData(nameof(Libraries))]
    public async Task Library_is_packed_with_its_README_licence_documentation_and_symbols_and_nothing_else(
        string id, string[] dependencies)
    {
        await using var package = await ZipFile.OpenReadAsync(Path.Combine(takeaway.Packages, $"{id}.{Takeaway.Version}.nupkg"), Token);
        await using var symbols = await ZipFile.OpenReadAsync(Path.Combine(takeaway.Packages, $"{id}.{Takeaway.Version}.snupkg"), Token);
        var description = await NuspecAsync(package);

        Assert.Equal(["LICENSE", "README.md", $"lib/net10.0/{id}.dll", $"lib/net10.0/{id}.xml"], Content(package, id));
        Assert.Equal([$"lib/net10.0/{id}.pdb"], Content(symbols, id));
        Assert.Equal(Takeaway.Version, description["version"]);
        Assert.Equal("Apache-2.0", description["license"]);
        Assert.Equal("README.md", description["readme"]);
        Assert.Contains("websocket", description["tags"], StringComparison.Ordinal);
        Assert.Contains("Homing", description["description"], StringComparison.Ordinal);
        Assert.Equal(dependencies, await DependenciesAsync(package));
        Assert.StartsWith($"# {id}", await ReadAsync(package, "README.md"), StringComparison.Ordinal);
        Assert.Contains("Apache License", await ReadAsync(package, "LICENSE"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_else_is_packed()
    {
        var packed = Directory.GetFiles(takeaway.Packages).Select(Path.GetFileName).Order(StringComparer.Ordinal);
        var libraries = Libraries.Select(row => row.Data.Item1).ToArray();

        Assert.Equal(
            libraries.SelectMany(id => new[] { $"{id}.{Takeaway.Version}.nupkg", $"{id}.{Takeaway.Version}.snupkg" })
                .Append($"Homing.Templates.{Takeaway.Version}.nupkg").Append($"homing-client-{Takeaway.Version}.tgz")
                .Order(StringComparer.Ordinal),
            packed);
        await using var template = await ZipFile.OpenReadAsync(
            Path.Combine(takeaway.Packages, $"Homing.Templates.{Takeaway.Version}.nupkg"), Token);
        Assert.Contains("content/homing-app/.template.config/template.json", Content(template, "Homing.Templates"));
        Assert.Contains("content/homing-app/.gitignore", Content(template, "Homing.Templates"));
        Assert.DoesNotContain(Content(template, "Homing.Templates"), name => name.EndsWith(".dll", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Project_of_the_template_serves_its_page_and_answers_the_program_of_the_README()
    {
        using var http = new HttpClient { BaseAddress = takeaway.Server };

        var page = await http.GetStringAsync(new Uri("/", UriKind.Relative), Token);
        using var script = await http.GetAsync(new Uri("/homing/index.js", UriKind.Relative), Token);
        var answer = await Command.RunAsync(takeaway.Asker, takeaway.Environment, "dotnet", "bin/Debug/net10.0/Asker.dll");

        Assert.Contains("<title>Greeter</title>", page, StringComparison.Ordinal);
        Assert.Contains("./homing/index.js", page, StringComparison.Ordinal);
        Assert.Equal("text/javascript", script.Content.Headers.ContentType?.MediaType);
        Assert.Equal("Hello, Ada!", answer.Trim());
        Assert.True(Directory.Exists(Path.Combine(takeaway.Greeter, ".data", "log", "topics", "client_request")));
    }

    [Fact]
    public async Task Package_of_npm_is_installed_type_checked_and_asks()
    {
        var folder = takeaway.NewFolder("npm");
        var modules = Path.Combine(Takeaway.Root, "node_modules");
        await File.WriteAllTextAsync(
            Path.Combine(folder, "package.json"),
            $$"""
            {
              "name": "newcomer", "version": "1.0.0", "private": true, "type": "module",
              "dependencies": {
                "@homing/client": "file:{{Path.Combine(takeaway.Packages, $"homing-client-{Takeaway.Version}.tgz")}}",
                "ws": "file:{{Path.Combine(modules, "ws")}}"
              }
            }
            """,
            Token);
        await File.WriteAllTextAsync(
            Path.Combine(folder, "ask.ts"),
            $$"""
            import { HomingClient } from '@homing/client';
            // @ts-expect-error It is here for Node before 22 and brings no types.
            import WebSocket from 'ws';

            const client = new HomingClient({
              url: '{{takeaway.Server.ToString().Replace("http", "ws", StringComparison.Ordinal)}}ws',
              ticket: async () => (await fetch('{{takeaway.Server}}api/tickets', { method: 'POST' })).json(),
              WebSocket,
            });
            client.connect();
            console.log((await client.request<{ text: string }>('greet', { name: 'Ada' })).text);
            client.close();
            """,
            Token);

        await File.WriteAllTextAsync(
            Path.Combine(folder, "tsconfig.json"),
            """
            {
              "compilerOptions": { "strict": true, "module": "nodenext", "target": "es2022", "lib": ["es2023", "dom"], "types": [] },
              "files": ["ask.ts"]
            }
            """,
            Token);
        await Command.RunAsync(folder, takeaway.Environment, "npm", "install", "--offline", "--no-audit", "--no-fund", "--loglevel=error");
        await Command.RunAsync(folder, takeaway.Environment, "node", Path.Combine(modules, "typescript", "bin", "tsc"));
        var answer = await Command.RunAsync(folder, takeaway.Environment, "node", "ask.js");

        Assert.Equal("Hello, Ada!", answer.Trim());
        var installed = Path.Combine(folder, "node_modules", "@homing", "client");
        Assert.Equal(
            ["LICENSE", "README.md", "dist", "package.json"],
            Directory.EnumerateFileSystemEntries(installed).Select(Path.GetFileName).Order(StringComparer.Ordinal));
        Assert.All(
            Directory.EnumerateFiles(Path.Combine(installed, "dist"), "*", SearchOption.AllDirectories),
            file => Assert.Matches(@"\.(js|d\.ts)(\.map)?$", file));
    }

    [Fact]
    public async Task Lines_of_the_README_are_those_of_the_template_and_of_the_package()
    {
        var template = await File.ReadAllLinesAsync(Path.Combine(Takeaway.Root, "templates", "homing-app", "Program.cs"), Token);
        var readme = await File.ReadAllTextAsync(Path.Combine(Takeaway.Root, "README.md"), Token);
        var package = await File.ReadAllTextAsync(Path.Combine(Takeaway.Root, "src", "Homing.Gateway", "README.md"), Token);

        // The template has a line more, which serves its page.
        var program = template.Where(line => !line.Contains("UseFileServer", StringComparison.Ordinal)).Select(WithoutComment).ToArray();
        foreach (var text in (string[])[readme, package])
        {
            Assert.Equal(program, Takeaway.CodeIn(text, "csharp").TrimEnd('\n').Split('\n').Select(WithoutComment));
        }
    }

    private static string WithoutComment(string line) => line.Split(" //")[0].TrimEnd();

    // What every package has by its format is left out.
    private static IEnumerable<string> Content(ZipArchive package, string id) => package.Entries.Select(entry => entry.FullName)
        .Where(name => name != $"{id}.nuspec" && name != "[Content_Types].xml"
            && !name.StartsWith("_rels/", StringComparison.Ordinal) && !name.StartsWith("package/", StringComparison.Ordinal))
        .Order(StringComparer.Ordinal);

    private static async Task<string> ReadAsync(ZipArchive package, string name)
    {
        using var reader = new StreamReader(await package.GetEntry(name)!.OpenAsync(Token));
        return await reader.ReadToEndAsync(Token);
    }

    private static async Task<Dictionary<string, string>> NuspecAsync(ZipArchive package) =>
        (await MetadataAsync(package)).Elements().DistinctBy(element => element.Name.LocalName)
            .ToDictionary(element => element.Name.LocalName, element => element.Value);

    private static async Task<IEnumerable<string>> DependenciesAsync(ZipArchive package) =>
        (await MetadataAsync(package)).Descendants().Where(element => element.Name.LocalName == "dependency")
            .Select(element => element.Attribute("id")!.Value).Order(StringComparer.Ordinal);

    private static async Task<XElement> MetadataAsync(ZipArchive package) =>
        XDocument.Parse(await ReadAsync(package, package.Entries.Single(entry => entry.FullName.EndsWith(".nuspec", StringComparison.Ordinal)).FullName))
            .Root!.Elements().Single();
}
