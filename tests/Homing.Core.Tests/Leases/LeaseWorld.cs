using Homing.Leases;
using Homing.Log;
using Homing.Testing;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Core.Tests.Leases;

/// <summary>
/// Gateways over one store, each with a clock of its own that runs up to 4 % fast or slow, taken through a history step
/// by step. What must hold is checked after each step and each quarter of a second in between.
/// </summary>
internal sealed class LeaseWorld : IDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(250);
    private readonly FakeTimeProvider _clock = new();
    private readonly InMemoryLog _log;
    private readonly Dictionary<int, long> _epochs = [];
    private readonly List<Member> _members = [];
    private InProcessLeaseStore _store;
    private LeaseModelStore _model;

    public LeaseWorld()
    {
        _log = new InMemoryLog(_clock);
        (_store, _model) = NewStore();
    }

    /// <summary>How often an id changed hands.</summary>
    public int Grants { get; private set; }

    /// <summary>How often a gateway saw itself fenced.</summary>
    public int Losses { get; private set; }

    public void Dispose() => _store.Dispose();

    public void Do(LeaseStep step)
    {
        var member = _members.Count == 0 ? null : _members[step.Who % _members.Count];
        switch (step.Kind)
        {
            case LeaseStepKind.Start: Start(step.Amount); break;
            case LeaseStepKind.Pass: Pass(step.Amount); break;
            case LeaseStepKind.FillLog: _log.FailAppend = _ => new LogException(LogError.Full, "Full."); break;
            case LeaseStepKind.EmptyLog: _log.FailAppend = null; break;
            case LeaseStepKind.Restart: Restart(); break;
            case LeaseStepKind.JumpWallClock: Jump(member, step.Amount); break;
            case LeaseStepKind.Stop when member is { Paused: false }: Stop(member); break;
            case LeaseStepKind.Crash when member is not null: _members.Remove(member); break;
            case LeaseStepKind.Pause when member is not null: member.Paused = member.Troubled = true; break;
            case LeaseStepKind.Resume when member is not null: Resume(member); break;
            case LeaseStepKind.Break when member is not null: Break(member, step.Amount); break;
            case LeaseStepKind.Heal when member is not null: member.Store.Fault = StoreFault.None; break;
        }

        Check();
    }

    private void Start(int amount)
    {
        if (_members.Count == 8)
        {
            return;
        }

        var member = new Member(_model, 0.96 + (amount % 9 * 0.01));
        var believed = Believers().Select(m => m.Held.Lease.Id).ToList();
        var grant = member.Keeper.AcquireAsync(new LeaseHolder("http://gateway"), () => 0).AsTask();
        if (_log.FailAppend is not null)
        {
            Assert.IsType<LogException>(grant.Exception?.InnerException);
            return;
        }

        member.Held = AtOnce(grant);
        Assert.DoesNotContain(member.Held.Lease.Id, believed);
        _members.Add(member);
        Grants++;
    }

    private void Stop(Member member)
    {
        _members.Remove(member);
        var healthy = member.Store.Fault is StoreFault.None or StoreFault.LoseAnswer;
        _ = member.Held.DisposeAsync().AsTask();
        Assert.False(member.Held.IsHeld);
        Assert.True(!healthy || !_model.Held.Contains(member.Held.Lease), $"{member.Held.Lease} is held after a stop.");
    }

    private void Jump(Member? member, int amount)
    {
        var by = TimeSpan.FromHours(amount - 50);
        _clock.JumpWallClock(by);
        member?.Clock.JumpWallClock(-by);
    }

    private static void Resume(Member member)
    {
        member.Paused = false;
        member.Clock.Advance(TimeSpan.Zero);
    }

    private static void Break(Member member, int amount)
    {
        member.Store.Fault = (StoreFault)(1 + (amount % 3));
        member.Troubled = true;
    }

    /// <summary>The process dies with all its gateways and starts anew on the same log.</summary>
    private void Restart()
    {
        _members.Clear();
        _store.Dispose();
        if (Grants > 0)
        {
            _log.Compact("homing.leases");
        }

        (_store, _model) = NewStore();
    }

    private void Pass(int amount)
    {
        for (var tick = 0; tick <= amount % 60; tick++)
        {
            // Some gateways are ahead of the store by a tick, some behind it.
            _members.Where((_, i) => i % 2 == 0).ToList().ForEach(Advance);
            _clock.Advance(Tick);
            _members.Where((_, i) => i % 2 == 1).ToList().ForEach(Advance);
            Check();
        }
    }

    private static void Advance(Member member)
    {
        if (member.Paused)
        {
            member.Clock.AdvanceHoldingTimers(Tick * member.Rate);
        }
        else
        {
            member.Clock.Advance(Tick * member.Rate);
        }
    }

    private void Check()
    {
        var believed = Believers().Select(m => m.Held.Lease).ToList();
        Assert.Equal(believed.Count, believed.Select(l => l.Id).Distinct().Count());
        Assert.All(believed, lease => Assert.Contains(lease, _model.Held));
        Assert.Equal(_model.Held, AtOnce(_store.ListAsync().AsTask()).Select(s => s.Lease));
        foreach (var member in _members.ToList())
        {
            Assert.True(member.Troubled || member.Held.IsHeld, $"{member.Held.Lease} was lost without a reason.");
            if (!member.Paused)
            {
                Assert.NotEqual(member.Held.IsHeld, member.Held.Lost.IsCancellationRequested);
            }

            if (member.Held.Lost.IsCancellationRequested)
            {
                _members.Remove(member);
                Losses++;
            }
        }
    }

    private static T AtOnce<T>(Task<T> task)
    {
        Assert.True(task.IsCompleted, "The call did not complete at once.");
#pragma warning disable VSTHRD002 // It is completed.
        return task.GetAwaiter().GetResult();
#pragma warning restore VSTHRD002
    }

    private IEnumerable<Member> Believers() => _members.Where(m => m.Held.IsHeld);

    private (InProcessLeaseStore Store, LeaseModelStore Model) NewStore()
    {
        var store = new InProcessLeaseStore(_log, _clock, NullLogger<InProcessLeaseStore>.Instance);
        return (store, new LeaseModelStore(store, _clock, _epochs));
    }

    private sealed class Member
    {
        public Member(ILeaseStore store, double rate)
        {
            Store = new FaultyLeaseStore(store);
            Keeper = LeaseTestKit.NewKeeper(Store, Clock);
            Rate = rate;
        }

        public FakeTimeProvider Clock { get; } = new();

        public FaultyLeaseStore Store { get; }

        public LeaseKeeper Keeper { get; }

        public double Rate { get; }

        public HeldLease Held { get; set; } = null!;

        public bool Paused { get; set; }

        public bool Troubled { get; set; }
    }
}
