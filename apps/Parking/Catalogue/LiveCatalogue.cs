namespace Homing.Parking.Catalogue;

/// <summary>The catalogue as it is now; empty until its source was read. Thread-safe.</summary>
public sealed class LiveCatalogue
{
    private readonly Lock _replacing = new();
    private readonly TaskCompletionSource _loaded = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private LotCatalogue _current = LotCatalogue.Empty;
    private Action<LotCatalogue>? _followers;

    /// <summary>The newest.</summary>
    public LotCatalogue Current => Volatile.Read(ref _current);

    /// <summary>Completes when the source was read for the first time.</summary>
    public Task Loaded => _loaded.Task;

    /// <summary>True once the source was read.</summary>
    public bool IsLoaded => Loaded.IsCompleted;

    /// <summary>Makes sure that there are lots to speak of.</summary>
    /// <exception cref="ProblemException">The source was not read yet.</exception>
    public void RequireLoaded()
    {
        if (!IsLoaded)
        {
            throw new ProblemException(Problem.Unavailable("The catalogue of car parks is not read yet."));
        }
    }

    /// <summary>Calls with the catalogue as it is, and with each that replaces it, one call at a time.</summary>
    public void Follow(Action<LotCatalogue> follower)
    {
        ArgumentNullException.ThrowIfNull(follower);
        lock (_replacing)
        {
            _followers += follower;
            follower(_current);
        }
    }

    /// <summary>Takes the next catalogue; where it says the same as the one before, nobody hears of it.</summary>
    public CatalogueChange Replace(LotCatalogue next)
    {
        ArgumentNullException.ThrowIfNull(next);
        lock (_replacing)
        {
            var change = CatalogueChange.Between(_current, next);
            if (!change.IsNone)
            {
                Volatile.Write(ref _current, next);
                _followers?.Invoke(next);
            }

            _loaded.TrySetResult();
            return change;
        }
    }
}
