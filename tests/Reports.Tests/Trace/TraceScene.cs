using System.Security.Cryptography;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;
using Homing.Reports.Contracts;
using Homing.Reports.Documents;
using Homing.Testing;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Trace;

/// <summary>A log, both storages and a clock, that outlive the processes over them.</summary>
internal sealed class TraceScene : IAsyncDisposable
{
    public const string Owner = "analyst";
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(120);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("homing-reports-");
    private readonly List<(string Key, string Value)> _settings;
    private readonly List<TraceProcess> _processes = [];
    private int _events;

    public TraceScene(params (string Key, string Value)[] settings)
    {
        Log = new InMemoryLog(Time);
        _settings =
        [
            ("Homing:Reports:Directory", _folder.FullName),
            ("Homing:Reports:DemoKeys", Path.Combine(_folder.FullName, "keys.json")),
            ("Homing:Reports:Mail:PublicUrl", "https://homing.example"),
            .. settings,
        ];
        Documents = new DocumentStore(Options.Create(new ReportOptions { Directory = _folder.FullName }));
    }

    public FakeTimeProvider Time { get; } = new();

    public InMemoryLog Log { get; }

    public ProviderShelf Provider { get; } = new();

    public DocumentStore Documents { get; }

    /// <summary>Where both services keep their files.</summary>
    public string Folder => _folder.FullName;

    /// <summary>The mails that were written to files.</summary>
    public string[] Outbox => Files("outbox");

    /// <summary>What lies in our storage of documents.</summary>
    public string[] DocumentFiles => Files("documents");

    public async Task<TraceProcess> StartAsync(int fatal = 0, params (string Key, string Value)[] settings)
    {
        var process = await TraceProcess.StartAsync(this, fatal, _settings.Concat(settings));
        _processes.Add(process);
        return process;
    }

    /// <summary>Ends a process as a crash does.</summary>
    public async Task CrashAsync(TraceProcess process)
    {
        _processes.Remove(process);
        await process.DisposeAsync();
    }

    /// <summary>A report to which all that has happened; a document of its own is in both storages where it is here.</summary>
    public async Task<Guid> GivenAsync(params ReportFact[] facts) => await GivenAsync("Games", facts);

    public async Task<Guid> GivenAsync(string title, params ReportFact[] facts)
    {
        await Log.EnsureTopicAsync(ReportTopics.EventsOptions(new ReportOptions().Partitions, TimeSpan.FromDays(30)));
        var report = Guid.NewGuid();
        var order = new ReportOrder(ReportKinds.TopGames, title, JsonSerializer.SerializeToElement(new { year = 2015 }), 10);
        await HappenAsync(report, new ReportRequested(Owner, $"{Owner}@homing.example", [Owner], order, "f"));
        foreach (var fact in facts)
        {
            await HappenAsync(report, fact);
        }

        return report;
    }

    /// <summary>A report whose document is here.</summary>
    public async Task<Guid> GivenDocumentAsync(string title = "Games", string? email = null, int length = 20_000)
    {
        await Log.EnsureTopicAsync(ReportTopics.EventsOptions(new ReportOptions().Partitions, TimeSpan.FromDays(30)));
        var report = Guid.NewGuid();
        var order = new ReportOrder(ReportKinds.TopGames, title, JsonSerializer.SerializeToElement(new { year = 2015 }), 10);
        var document = await PutAsync(report, length);
        await HappenAsync(report, new ReportRequested(Owner, email ?? $"{Owner}@homing.example", [Owner], order, "f"));
        await HappenAsync(report, new ReportApproved(1, "policy"));
        await HappenAsync(report, new ReportSubmitted(Time.GetUtcNow().AddHours(1)));
        await HappenAsync(report, new ReportReady(document));
        await HappenAsync(report, new ReportIsHere(document, Time.GetUtcNow().AddMinutes(10)));
        return report;
    }

    /// <summary>Puts a document into both storages.</summary>
    public async Task<DocumentDescription> PutAsync(Guid report, int length = 20_000)
    {
        Provider.Put(report);
        var content = RandomNumberGenerator.GetBytes(length);
        var document = new DocumentDescription(length, Convert.ToHexStringLower(SHA256.HashData(content)));
        var part = Documents.OpenPart(report, document);
        await part.WriteAsync(content);
        await Documents.CompleteAsync(part, report, document);
        return document;
    }

    /// <summary>Something happens that other services say.</summary>
    public async Task HappenAsync(Guid report, ReportFact fact) => await Log.AppendAsync(
        ReportTopics.Events,
        new ReportEvent(
            $"{report:N}-{++_events}", "test", report, Time.GetUtcNow(), "00-0123456789abcdef0123456789abcdef-0123456789abcdef-01", fact)
            .ToEntry());

    /// <summary>Waits for something that needs no time of the clock.</summary>
    public Task UntilAsync(Func<bool> isSo) => UntilAsync(isSo, TimeSpan.Zero);

    /// <summary>Waits for something, and turns the clock by so much each time it is not so yet.</summary>
    public Task UntilAsync(Func<bool> isSo, TimeSpan step) => UntilAsync(isSo, () => step);

    /// <summary>The same, where it depends on how things stand whether the clock is turned.</summary>
    public Task UntilAsync(Func<bool> isSo, Func<TimeSpan> step) => UntilAsync(isSo, () =>
    {
        Time.Advance(step());
        return Task.CompletedTask;
    });

    /// <summary>The popups that were sent, those that were sent again too.</summary>
    public async Task<IReadOnlyList<(string Id, string User, string Topic, JsonElement Body)>> PopupsAsync()
    {
        var popups = new List<(string, string, string, JsonElement)>();
        if (await Log.DescribeTopicAsync(Topics.UserPush) is null)
        {
            return popups;
        }

        await foreach (var value in ReadAsync(Topics.UserPush))
        {
            var push = JsonDocument.Parse(value).RootElement;
            popups.Add((
                push.GetProperty("push_id").GetString()!, push.GetProperty("user_id").GetString()!,
                push.GetProperty("topic").GetString()!, push.GetProperty("body")));
        }

        return popups;
    }

    /// <summary>Waits until the groups of the role have nothing before them.</summary>
    public async Task UntilAllDoneAsync()
    {
        var topic = (await Log.DescribeTopicAsync(ReportTopics.Events))!;
        foreach (var group in new[] { "report-trace", "report-trace-mail" })
        {
            foreach (var (partition, range) in topic.Partitions.Index())
            {
                var stored = range.End == 0 ? range.End : -1;
                await UntilAsync(() => stored == range.End, async () =>
                    stored = await Log.GetStoredPositionAsync(ReportTopics.Events, group, partition) ?? 0);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            await process.DisposeAsync();
        }

        await Log.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private static async Task UntilAsync(Func<bool> isSo, Func<Task> otherwise)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < Deadline, "It is still not so.");
            await otherwise();
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System);
        }
    }

    private async IAsyncEnumerable<byte[]> ReadAsync(string topic)
    {
        var left = (await Log.DescribeTopicAsync(topic))!.Partitions.Sum(range => range.End - range.Start);
        await using var reader = Log.OpenReader(topic, StartAt.Beginning);
        while (left > 0)
        {
            var batch = await reader.ReadAsync();
            left -= batch.Records.Length;
            foreach (var record in batch.Records.ToArray())
            {
                yield return record.Value!.Value.ToArray();
            }
        }
    }

    private string[] Files(string folder)
    {
        var path = Path.Combine(_folder.FullName, folder);
        return Directory.Exists(path) ? [.. Directory.GetFiles(path).Select(file => Path.GetFileName(file)!)] : [];
    }
}
