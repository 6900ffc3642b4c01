using Homing.Reports.Contracts;
using Homing.Reports.Workflow;

namespace Homing.Reports.Tests.Workflow;

/// <summary>A duty of a test, which remembers its steps. The type tells it from others of the same process.</summary>
internal sealed class TestDuty<TService>(
    string service, TimeProvider time, Func<Report, CancellationToken, ValueTask<NextStep>> step, bool setsAside = false) : IReportDuty
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(1);

    private readonly Lock _gate = new();
    private readonly List<StepRecord> _steps = [];
    private TaskCompletionSource _stepped = NewSignal();

    public string Service => service;

    public bool SetsAside => setsAside;

    public IReadOnlyList<StepRecord> Steps
    {
        get
        {
            lock (_gate)
            {
                return [.. _steps];
            }
        }
    }

    public ValueTask<NextStep> StepAsync(Report report, CancellationToken cancellationToken)
    {
        lock (_gate)
        {
            _steps.Add(new StepRecord(report.Id, report.State, time.GetUtcNow()));
            _stepped.TrySetResult();
            _stepped = NewSignal();
        }

        return step(report, cancellationToken);
    }

    /// <summary>Completes once the steps are as they are waited for.</summary>
    public async Task WaitAsync(Func<IReadOnlyList<StepRecord>, bool> until)
    {
        while (true)
        {
            Task stepped;
            lock (_gate)
            {
                if (until(_steps))
                {
                    return;
                }

                stepped = _stepped.Task;
            }

            await stepped.WaitAsync(Patience, TestContext.Current.CancellationToken);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}

/// <summary>A service of a test.</summary>
internal sealed class Maker;

/// <summary>Another.</summary>
internal sealed class Teller;
