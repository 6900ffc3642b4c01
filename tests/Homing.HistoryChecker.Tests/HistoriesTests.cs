using Homing.History;
using Homing.Testing;
using static Homing.HistoryChecker.Tests.HistoryScript;

namespace Homing.HistoryChecker.Tests;

public sealed class HistoriesTests : IDisposable
{
    private readonly HistoryFolder _folder = new();

    public static TheoryData<int> Damages => [.. Enum.GetValues<Damage>().Skip(1).Select(damage => (int)damage)];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Clean_history_has_no_faults_and_everything_is_counted()
    {
        var script = HistoryScript.Of([.. Enum.GetValues<Outcome>().Select(outcome => new Plan(1, outcome)), new Plan(2)]);
        await _folder.WriteAsync(script.Entries);

        var report = _folder.Check();

        Assert.True(report.IsClean, string.Join('\n', report.Faults));
        Assert.Equal(
            new CheckCounts
            {
                Files = 3,
                Lines = script.Entries.Count + 3,
                Clients = 2,
                Connections = 3,
                Asked = 7,
                Accepted = 7,
                Delivered = 4,
                Refused = 1,
                Expired = 1,
                Cancelled = 1,
                WorkedTwice = 1,
                HandedOver = 1,
            },
            report.Counts);
        Assert.Equal(TimeSpan.FromMilliseconds(7), report.Times.P50);
        Assert.InRange(report.Times.Max, TimeSpan.FromSeconds(60), TimeSpan.FromSeconds(61));
    }

    [Theory]
    [MemberData(nameof(Damages))]
    public async Task Each_damage_is_found_and_nothing_else(int damage)
    {
        var script = HistoryScript.Of(new Plan(1), new Plan(1, Damage: (Damage)damage), new Plan(2), new Plan(1));
        await _folder.WriteAsync(script.Entries);

        var report = _folder.Check();

        Assert.Equal(script.Expected.Order(), report.Faults.Select(fault => (fault.Kind, fault.ClientId, fault.RequestId)));
        Assert.Equal(1, report.FaultCounts.Values.Sum());
    }

    [Fact]
    public async Task Client_whose_history_ended_early_lost_nothing_for_certain()
    {
        var script = HistoryScript.Of(new Plan(1, Damage: Damage.Lost), new Plan(2, Damage: Damage.Lost));
        await _folder.WriteAsync(script.Entries.Where(
            entry => entry.Step.ClientId != "c1" || entry.Step.Step != HistoryStep.Closed));

        var report = _folder.Check();

        Assert.Equal([(FaultKind.Lost, "c2")], report.Faults.Select(fault => (fault.Kind, fault.ClientId)));
        Assert.Equal(1, report.Counts.Undecided);
    }

    [Fact]
    public async Task Request_that_was_never_accepted_is_open_and_not_lost()
    {
        var script = HistoryScript.Of(new Plan(1, Damage: Damage.Lost));
        await _folder.WriteAsync(script.Entries.Where(entry => entry.Step.Step != HistoryStep.Accepted));

        var report = _folder.Check();

        Assert.True(report.IsClean);
        Assert.Equal(1, report.Counts.Open);
    }

    [Theory]
    [InlineData("a")]
    [InlineData("b")]
    [InlineData("clients")]
    public async Task Kill_may_cut_a_file_anywhere_and_makes_no_fault(string process)
    {
        var script = HistoryScript.Of([.. Enum.GetValues<Outcome>().Select(outcome => new Plan((int)outcome % 2, outcome))]);
        await _folder.WriteAsync(script.Entries);
        var file = _folder.FileOf(process);
        var bytes = await File.ReadAllBytesAsync(file, TestContext.Current.CancellationToken);
        for (var length = bytes.Length; length > 0; length -= 5)
        {
            await using (var stream = new FileStream(file, FileMode.Open))
            {
                stream.SetLength(length);
            }

            var report = _folder.Check();

            Assert.True(report.IsClean, $"{length} bytes: {string.Join('\n', report.Faults)}");
            Assert.Equal(bytes[length - 1] == (byte)'\n' ? 0 : 1, report.Counts.CutFiles);
        }
    }

    [Fact]
    public async Task Client_that_goes_on_in_another_process_is_one_client()
    {
        var script = HistoryScript.Of(new Plan(1), new Plan(1, Damage: Damage.Doubled));
        var cut = script.Entries.FindLastIndex(entry => entry.Step.Step == HistoryStep.Delivered);
        await _folder.WriteAsync(script.Entries[..cut]);
        await _folder.WriteAsync(script.Entries[cut..].Where(entry => entry.Process == "clients"));

        Assert.Equal([(FaultKind.Doubled, "r1")], _folder.Check().Faults.Select(fault => (fault.Kind, fault.RequestId)));
    }

    [Fact]
    public async Task Answer_of_a_process_that_never_began_the_work_is_out_of_order()
    {
        var script = HistoryScript.Of(new Plan(1));
        await _folder.WriteAsync(script.Entries.Select(entry =>
            entry.Step.Step is HistoryStep.Begun ? entry with { Process = "b", At = entry.At + TimeSpan.FromMinutes(1) } : entry));

        Assert.Equal([FaultKind.OutOfOrder], _folder.Check().Faults.Select(fault => fault.Kind));
    }

    [Fact]
    public async Task Numbers_begin_anew_on_each_connection_and_pushes_count()
    {
        var received = (string connection, string id, long seq) => new Entry(
            "clients", TimeSpan.Zero, new RecordedStep(HistoryStep.Sent, "client", "c1", id, Connection: connection, Seq: seq));
        await _folder.WriteAsync([received("1", "", 1), received("1", "", 2), received("2", "", 1), received("1", "", 4)]);

        Assert.Equal(["number 4 came after number 2 on connection 1"], _folder.Check().Faults.Select(fault => fault.Reason));
    }

    [Fact]
    public async Task Request_asked_twice_may_be_accepted_again_after_its_answer()
    {
        var script = HistoryScript.Of(new Plan(1, Damage: Damage.AcceptedAfterDelivered));
        var asked = script.Entries.Find(entry => entry.Step.Step == HistoryStep.Asked)!;
        await _folder.WriteAsync([.. script.Entries[..2], asked, .. script.Entries[2..]]);

        Assert.Empty(_folder.Check().Faults);
    }

    [Fact]
    public async Task Dropped_lines_are_reported()
    {
        await _folder.WriteAsync(HistoryScript.Of(new Plan(1)).Entries);
        await File.AppendAllTextAsync(
            _folder.FileOf("a"),
            """{"at":"2026-01-01T00:00:00Z","dropped":17}""" + "\n",
            TestContext.Current.CancellationToken);

        var report = _folder.Check();

        Assert.Equal([FaultKind.Gap], report.Faults.Select(fault => fault.Kind));
        Assert.Contains("17 lines", report.Faults[0].Reason, StringComparison.Ordinal);
    }
}
