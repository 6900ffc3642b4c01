using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Trigger;
using Homing.Reports.Workflow;
using Homing.Streams;
using Homing.Testing;

namespace Homing.Reports.Tests.Trigger;

/// <summary>A process with the trigger over a log in memory, and what the other services would say.</summary>
internal sealed class TriggerProcess : IAsyncDisposable
{
    private readonly RoleProcess _process;
    private readonly string _folder;

    private TriggerProcess(RoleProcess process, string folder) => (_process, _folder) = (process, folder);

    public InMemoryLog Log => _process.Log;

    public HttpClient Http => _process.Http;

    public ReportLedger Ledger => _process.Get<ReportLedger>();

    public IChannelSource Channels => Assert.Single(_process.GetAll<IChannelSource>());

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public static async Task<TriggerProcess> StartAsync(
        InMemoryLog? log = null, TimeProvider? time = null, params (string Key, string Value)[] settings)
    {
        var folder = Directory.CreateTempSubdirectory("homing-trigger-").FullName;
        var role = new ReportTriggerRole();
        return new TriggerProcess(
            await RoleProcess.StartAsync(
                [new HeaderSignIn(), role], log, time, withChannelsOf: [role], [("Homing:Reports:Directory", folder), .. settings]),
            folder);
    }

    public T Get<T>()
        where T : notnull => _process.Get<T>();

    /// <summary>Sends a request in somebody's name, and answers its status, its body as JSON and the whole answer.</summary>
    /// <param name="method">The method.</param>
    /// <param name="path">Behind <c>/api/reports</c>.</param>
    /// <param name="user">As <see cref="HeaderSignIn"/> reads it; null for nobody.</param>
    /// <param name="body">An object, or JSON as text.</param>
    /// <param name="headers">More headers.</param>
    public async Task<Answer> SendAsync(
        HttpMethod method, string path, string? user, object? body = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, new Uri("/api/reports" + path, UriKind.Relative));
        if (user is not null)
        {
            request.Headers.Add(HeaderSignIn.UserHeader, user);
        }

        if (body is not null)
        {
            request.Content = new StringContent(body as string ?? JsonSerializer.Serialize(body), Encoding.UTF8, "application/json");
        }

        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        using var response = await Http.SendAsync(request, Cancelled);
        var bytes = await response.Content.ReadAsByteArrayAsync(Cancelled);
        var all = response.Headers.Concat(response.Content.Headers).ToDictionary(
            header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase);
        return new Answer((int)response.StatusCode, bytes, all);
    }

    public Task<Answer> GetAsync(string path, string? user) => SendAsync(HttpMethod.Get, path, user);

    public Task<Answer> PostAsync(string path, string? user, object? body = null) =>
        SendAsync(HttpMethod.Post, path, user, body);

    /// <summary>Orders a report.</summary>
    public Task<Answer> OrderAsync(string? user, string? key, object body, params (string Name, string Value)[] headers) =>
        SendAsync(HttpMethod.Post, "", user, body, key is null ? headers : [("Idempotency-Key", key), .. headers]);

    /// <summary>Orders a report of the games of a year, which is taken.</summary>
    public async Task<Guid> OrderAsync(string user = "analyst", string key = "key", int year = 2015)
    {
        var answer = await OrderAsync(user, key, new { kind = "top-games", parameters = new { year } });
        Assert.True(answer.Status == 202, answer.Text);
        return answer.Json.GetProperty("report_id").GetGuid();
    }

    /// <summary>Says what other services would say of a report.</summary>
    public async Task<Report> SayAsync(Guid id, params IEnumerable<ReportFact> facts)
    {
        await Ledger.CatchUpAsync(Cancelled);
        foreach (var fact in facts)
        {
            var judged = await Ledger.AppendAsync(Ledger.Find(id)!, "test", fact, Cancelled);
            Assert.True(judged.Verdict == Verdict.Applied, $"{fact} was {judged.Verdict} while {judged.Report?.State}");
        }

        return Ledger.Find(id)!;
    }

    /// <summary>The events of a report as they stand in the log.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(Guid id)
    {
        var events = new List<JsonElement>();
        await using var follower = new TopicFollower(
            Log,
            ReportTopics.Events,
            (_, record, _) =>
            {
                if (Encoding.UTF8.GetString(record.Key.Span) == id.ToString("D"))
                {
                    events.Add(JsonDocument.Parse(record.Value!.Value.ToArray()).RootElement);
                }

                return ValueTask.CompletedTask;
            },
            _ => { },
            TimeProvider.System);
        await follower.StartAsync(Cancelled);
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>What was answered.</summary>
internal sealed record Answer(int Status, byte[] Bytes, IReadOnlyDictionary<string, string> Headers)
{
    public string Text => $"{Status} {Encoding.UTF8.GetString(Bytes)}";

    public JsonElement Json => JsonDocument.Parse(Bytes).RootElement;

    /// <summary>The detail of a problem of that status.</summary>
    public string Problem(int status)
    {
        Assert.True(Status == status, Text);
        Assert.Equal("application/problem+json", Headers["Content-Type"]);
        Assert.Equal(status, Json.GetProperty("status").GetInt32());
        Assert.StartsWith("urn:problem-type:homing:", Json.GetProperty("type").GetString());
        return Json.GetProperty("detail").GetString()!;
    }

    /// <summary>The body of an answer that is fine.</summary>
    public JsonElement Fine(int status = 200)
    {
        Assert.True(Status == status, Text);
        return Json;
    }
}
