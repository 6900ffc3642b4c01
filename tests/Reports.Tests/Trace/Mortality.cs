using Homing.Log;

namespace Homing.Reports.Tests.Trace;

/// <summary>
/// Lets a process die at a place, counted from 1: from then on nothing that it does has an effect, and nothing comes back to it.
/// </summary>
/// <param name="fatal">The place; 0 where it lives.</param>
internal sealed class Mortality(int fatal)
{
    private readonly TaskCompletionSource _buried = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _died = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<string> _places = [];
    private bool _isDead;

    /// <summary>Where it has come by, in order.</summary>
    public IReadOnlyList<string> Places => _places;

    public bool IsDead => Volatile.Read(ref _isDead);

    /// <summary>Completes when it has died.</summary>
    public Task Died => _died.Task;

    /// <summary>Comes by a place; does not come back where that is fatal, or it is dead already.</summary>
    public async Task PassAsync(string place)
    {
        lock (_places)
        {
            if (!_isDead)
            {
                _places.Add(place);
                Volatile.Write(ref _isDead, _places.Count == fatal);
            }
        }

        if (IsDead)
        {
            _died.TrySetResult();
            await _buried.Task;
            throw new LogException(LogError.Closed, "The process is dead.");
        }
    }

    /// <summary>Ends what hangs in it, so that it can be taken apart.</summary>
    public void Bury()
    {
        lock (_places)
        {
            Volatile.Write(ref _isDead, true);
        }

        _buried.TrySetResult();
    }
}
