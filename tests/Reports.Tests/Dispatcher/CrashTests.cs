using System.Security.Cryptography;
using Homing.Log;
using Homing.Reports.Contracts;
using Homing.Reports.Dispatcher;
using Homing.Reports.ProviderApi;
using Homing.Reports.Tests.ProviderApi;
using Homing.Reports.Workflow;
using Homing.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Tests.Dispatcher;

/// <summary>
/// The dispatcher's process dies before and after each of its durable writes, one after the other, and is started anew over
/// the same log until nothing is open: one job at the provider, one document, no file left over, nothing stuck.
/// </summary>
public sealed class CrashTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    public static TheoryData<string, bool> Flows => new MatrixTheoryData<string, bool>(
        ["whole", "approved", "cancelled", "job fails", "wrong hash", "cancelled while fetched"], [false, true]);

    [Theory]
    [MemberData(nameof(Flows))]
    public Task Death_at_each_append_changes_nothing_in_the_end(string flow, bool isAfter) =>
        DieAtEachAsync($"{flow}, dead {(isAfter ? "after" : "before")} append", flow, (world, dieAt) =>
        {
            var dying = new DyingLog(world.Log, dieAt, isAfter);
            return (dying, dying.Died);
        });

    [Theory]
    [MemberData(nameof(Flows))]
    public Task Death_at_each_call_of_the_provider_changes_nothing_in_the_end(string flow, bool isAfter) =>
        DieAtEachAsync($"{flow}, dead {(isAfter ? "after" : "before")} call", flow, (world, dieAt) =>
        {
            var died = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            world.Provider.OnCall = (number, context, honest) =>
            {
                if (number != dieAt)
                {
                    return honest(context);
                }

                if (isAfter)
                {
                    return world.Provider.DoUnheardAsync(context, honest, died.SetResult);
                }

                died.SetResult();
                return world.Provider.Forever(context);
            };
            return (world.Log, died.Task);
        });

    [Fact]
    public async Task Death_in_the_middle_of_the_download_goes_on_where_it_ended()
    {
        await using var world = await World.StartAsync("whole");
        var half = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        world.Provider.OnDocument = async (context, _) =>
        {
            context.Response.ContentType = "application/pdf";
            context.Response.ContentLength = world.Provider.Document.Length;
            await context.Response.Body.WriteAsync(world.Provider.Document.AsMemory(0, 90_000), context.RequestAborted);
            await context.Response.Body.FlushAsync(context.RequestAborted);
            half.TrySetResult();
            await world.Provider.Forever(context);
        };
        await using (await world.StartProcessAsync(world.Log))
        {
            await half.Task.WaitAsync(Token);
            while (new FileInfo(world.Files.Single()).Length < 90_000)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Token);
            }
        }

        world.Provider.OnDocument = null;
        await using (await world.StartProcessAsync(world.Log))
        {
            await world.NothingOpenAsync(Token);
        }

        Assert.Equal(ReportState.Fetched, world.Report.State);
        Assert.Equal("bytes=90000-", world.Provider.Ranges.Single());
    }

    [Fact]
    public async Task Death_between_the_last_byte_and_the_name_fetches_nothing_again()
    {
        await using var world = await World.StartAsync("whole");
        var part = Path.Combine(world.Folder, "documents", $"{world.Id:N}.{world.Provider.Promise.Sha256}.pdf.part");
        Directory.CreateDirectory(Path.GetDirectoryName(part)!);
        await File.WriteAllBytesAsync(part, world.Provider.Document, Token);

        await using (await world.StartProcessAsync(world.Log))
        {
            await world.NothingOpenAsync(Token);
        }

        Assert.Equal(ReportState.Fetched, world.Report.State);
        Assert.Empty(world.Provider.Ranges);
        Assert.Equal(part[..^".part".Length], world.Files.Single());
    }

    private static async Task DieAtEachAsync(string context, string flow, Func<World, int, (ILog Log, Task Died)> arrange)
    {
        var dieAt = 1;
        while (await DiedAsync($"{context} {dieAt}", flow, world => arrange(world, dieAt)))
        {
            dieAt++;
            Assert.True(dieAt < 100, $"{context}: without end.");
        }

        Assert.True(dieAt > 2, $"{context}: only {dieAt - 1}.");
    }

    // True where the process died; it was done before where it did not.
    private static async Task<bool> DiedAsync(string context, string flow, Func<World, (ILog Log, Task Died)> arrange)
    {
        await using var world = await World.StartAsync(flow);
        var (log, dying) = arrange(world);
        bool died;
        await using (await world.StartProcessAsync(log))
        {
            using var stopWaiting = CancellationTokenSource.CreateLinkedTokenSource(Token);
            var open = world.NothingOpenAsync(stopWaiting.Token);
            died = await Task.WhenAny(open, dying).WaitAsync(Token) == dying;
            await stopWaiting.CancelAsync();
        }

        if (died)
        {
            await using var again = await world.StartProcessAsync(world.Log);
            await world.NothingOpenAsync(Token);
        }

        world.Check(context);
        return died;
    }

    /// <summary>All that outlives a process: the log, the folder, the provider, and the people, who see it by a ledger of their own.</summary>
    private sealed class World : IAsyncDisposable
    {
        private readonly string _flow;
        private readonly ServiceProvider _metering = new ServiceCollection().AddMetrics().BuildServiceProvider();
        private readonly ReportLedger _people;

        private World(string flow, HostileProvider provider)
        {
            (_flow, Provider) = (flow, provider);
            _people = new ReportLedger(
                Log, Options.Create(new ReportOptions { Partitions = 1 }),
                ActivatorUtilities.CreateInstance<ReportMetrics>(_metering), TimeProvider.System, NullLogger<ReportLedger>.Instance);
            _people.Happened += (happened, report) => _ = ReactAsync(report);
        }

        public Guid Id { get; } = Guid.NewGuid();

        public InMemoryLog Log { get; } = new();

        public string Folder { get; } = Directory.CreateTempSubdirectory("homing-crash-").FullName;

        public HostileProvider Provider { get; }

        public Report Report => _people.Find(Id)!;

        public IEnumerable<string> Files => Directory.EnumerateFiles(Folder, "*", SearchOption.AllDirectories);

        public static async Task<World> StartAsync(string flow)
        {
            var world = new World(flow, await HostileProvider.StartAsync());
            switch (flow)
            {
                case "job fails":
                    world.Provider.Answer = (_, report, asked) => asked < 2
                        ? new ProviderJob(report, ProviderJobStates.Working, 40, "reads the sales")
                        : new ProviderJob(report, ProviderJobStates.Failed, 40, "No such year.");
                    break;
                case "cancelled":
                    world.Provider.Answer = (_, report, _) => new ProviderJob(report, ProviderJobStates.Working, 40, "reads the sales");
                    break;
                case "wrong hash":
                    world.Provider.Answer = (provider, report, _) => new ProviderJob(
                        report, ProviderJobStates.Ready, 100, "",
                        provider.Promise with { Sha256 = Convert.ToHexStringLower(SHA256.HashData([1])) });
                    break;
            }

            await world._people.StartAsync(Token);
            await world._people.BeginAsync(
                world.Id, "report-trigger", DispatcherScene.Request(flow == "approved" ? "analyst" : "ceo"),
                DispatcherScene.TraceParent, Token);
            return world;
        }

        public async Task<WebApplication> StartProcessAsync(ILog log)
        {
            var builder = WebApplication.CreateSlimBuilder();
            builder.Configuration.AddInMemoryCollection(DispatcherScene.Settings(Provider, Folder)
                .Append(("Homing:Reports:Partitions", "1"))
                .Append(("Homing:Reports:Dispatcher:PollAfter", "00:00:00.010"))
                .Append(("Homing:Reports:Dispatcher:MaxFetches", "1"))
                .ToDictionary(setting => setting.Item1, setting => (string?)setting.Item2));
            builder.WebHost.UseUrls("http://127.0.0.1:0");
            builder.Logging.ClearProviders();
            builder.Services.AddSingleton(log);
            new DispatcherRole().AddServices(builder);
            var process = builder.Build();
            await process.StartAsync(Token);
            return process;
        }

        /// <summary>Completes when the dispatcher is done with everything that is in the log.</summary>
        public async Task NothingOpenAsync(CancellationToken cancellationToken)
        {
            while (!IsFinal(Report)
                || await Log.GetStoredPositionAsync(ReportTopics.Events, DispatcherDuty.ServiceName, 0, cancellationToken)
                    != (await Log.DescribeTopicAsync(ReportTopics.Events, cancellationToken))!.Partitions[0].End)
            {
                await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, cancellationToken);
            }
        }

        public void Check(string context)
        {
            var expected = _flow switch
            {
                "cancelled" or "cancelled while fetched" => ReportState.Cancelled,
                "job fails" or "wrong hash" => ReportState.Failed,
                _ => ReportState.Fetched,
            };
            var isHere = expected == ReportState.Fetched;
            Assert.True(Report.State == expected, $"{context}: {Report.State}, {Report.Reason}");
            Assert.True(Provider.Taken.SequenceEqual([Id]), $"{context}: {Provider.Taken.Count} jobs were made");
            Assert.True(Provider.Orders.IsEmpty == !isHere, $"{context}: {Provider.Orders.Count} jobs are left");
            Assert.True(
                Files.Select(Path.GetExtension).SequenceEqual(isHere ? [".pdf"] : []), $"{context}: {string.Join(", ", Files)}");
            Assert.True(!isHere || File.ReadAllBytes(Files.Single()).AsSpan().SequenceEqual(Provider.Document), context);
        }

        public async ValueTask DisposeAsync()
        {
            await _people.DisposeAsync();
            await _metering.DisposeAsync();
            await Provider.DisposeAsync();
            await Log.DisposeAsync();
            Directory.Delete(Folder, recursive: true);
        }

        private static bool IsFinal(Report report) => report.State >= ReportState.Fetched;

        private Task ReactAsync(Report report) => (_flow, report.State) switch
        {
            ("approved", ReportState.AwaitingApproval) => SayAsync(report, new ReportApproved(report.OrderVersion, "approver")),
            ("cancelled", ReportState.Preparing) or ("cancelled while fetched", ReportState.Ready) =>
                SayAsync(report, new ReportCancelled("ceo")),
            _ => Task.CompletedTask,
        };

        private Task<Judged> SayAsync(Report report, ReportFact fact) => _people.AppendAsync(report, "people", fact, CancellationToken.None);
    }
}
