using System.Security.Claims;
using Homing.Host.Identity;
using Homing.Log;
using Homing.Testing;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;

namespace Homing.Host.Tests.Identity;

public sealed class DemoUsersTests : IAsyncDisposable
{
    private readonly InMemoryLog _log = new();
    private readonly CountingHasher _hasher = new();

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("ceo", "right", "ceo")]
    [InlineData(" Analyst ", "right", "analyst")]
    [InlineData("APPROVER", "right", "approver")]
    [InlineData("driver", "right", "driver")]
    [InlineData("ceo", "wrong", null)]
    [InlineData("ceo", "Right", null)]
    [InlineData("ceo", "right ", null)]
    [InlineData("nobody", "right", null)]
    [InlineData("nobody", "wrong", null)]
    public async Task Every_try_costs_one_check_of_the_hash_whoever_it_is(string user, string password, string? name)
    {
        var users = new DemoUsers(await StartAsync("right"), _hasher);

        var found = users.Find(user, password);

        Assert.Equal(name, found?.FindFirstValue(ClaimTypes.NameIdentifier));
        Assert.Equal(name is not null, found?.IsInRole(name!) ?? false);
        Assert.Equal(1, _hasher.Checks);
    }

    [Fact]
    public async Task Password_is_made_once_and_printed_once_and_all_processes_have_it()
    {
        var printed = new StringWriter();
        var first = await StartAsync(null, printed);
        var second = await StartAsync(null, printed);

        var line = Assert.Single(printed.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries));
        var password = line.Split("of all is ")[1].Split(' ')[0];
        Assert.Matches("^([a-km-np-z2-9]{5}-){3}[a-km-np-z2-9]{5}$", password);
        Assert.All(new[] { first, second }, one => Assert.NotNull(new DemoUsers(one, _hasher).Find("ceo", password)));
        await using var reader = _log.OpenReader(DemoPassword.Topic, StartAt.Beginning);
        var record = System.Text.Encoding.UTF8.GetString((await reader.ReadAsync(Token)).Records.Span[0].Value!.Value.Span);
        Assert.DoesNotContain(password, record, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_processes_that_start_at_once_one_prints_and_its_password_is_everybodys()
    {
        var (together, waiting) = (new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously), 0);
        _log.BeforeAppend = _ =>
        {
            if (Interlocked.Increment(ref waiting) == 3)
            {
                together.SetResult();
            }

            return together.Task;
        };
        var outputs = Enumerable.Range(0, 3).Select(_ => new StringWriter()).ToArray();

        var started = await Task.WhenAll(outputs.Select(output => Task.Run(() => StartAsync(null, output))));

        var line = Assert.Single(outputs.Select(output => output.ToString()), text => text.Length > 0);
        var password = line.Split("of all is ")[1].Split(' ')[0];
        Assert.All(started, one => Assert.NotNull(new DemoUsers(one, _hasher).Find("driver", password)));
    }

    [Fact]
    public async Task Setting_goes_before_what_the_log_has_and_nothing_is_printed()
    {
        await StartAsync(null);
        var printed = new StringWriter();

        var users = new DemoUsers(await StartAsync("chosen", printed), _hasher);

        Assert.NotNull(users.Find("ceo", "chosen"));
        Assert.Empty(printed.ToString());
    }

    [Fact]
    public async Task Record_that_is_not_a_password_stops_the_start_and_says_the_way_out()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = DemoPassword.Topic }, Token);
        await _log.AppendAsync(DemoPassword.Topic, new LogEntry("demo"u8.ToArray(), "nonsense"u8.ToArray()), Token);

        var exception = await Assert.ThrowsAsync<LogException>(() => StartAsync(null));

        Assert.Contains("Homing:Demo:Password", exception.Message, StringComparison.Ordinal);
    }

    public ValueTask DisposeAsync() => _log.DisposeAsync();

    private async Task<DemoPassword> StartAsync(string? password, TextWriter? output = null)
    {
        var made = new DemoPassword(
            _log, Options.Create(new DemoOptions { Password = password }), _hasher, output ?? TextWriter.Null);
        await made.StartAsync(Token);
        return made;
    }

    /// <summary>The real one, counted.</summary>
    private sealed class CountingHasher : IPasswordHasher<DemoUsers>
    {
        private readonly PasswordHasher<DemoUsers> _real = new();

        public int Checks { get; private set; }

        public string HashPassword(DemoUsers user, string password) => _real.HashPassword(user, password);

        public PasswordVerificationResult VerifyHashedPassword(
            DemoUsers user, string hashedPassword, string providedPassword)
        {
            Checks++;
            return _real.VerifyHashedPassword(user, hashedPassword, providedPassword);
        }
    }
}
