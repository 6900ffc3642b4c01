namespace Homing.Log.Kafka;

/// <summary>What is answered about one of the things that were asked for together.</summary>
/// <param name="Value">The answer.</param>
/// <param name="Error">Why there is none.</param>
internal readonly record struct Answer<T>(T? Value, Exception? Error = null);

/// <summary>
/// Many who ask at once share a question. Whoever asks while one is under way waits for the next: no answer is older
/// than its call. Thread-safe.
/// </summary>
/// <typeparam name="TKey">What is asked about.</typeparam>
/// <typeparam name="TValue">What is answered for each.</typeparam>
internal sealed class Coalescer<TKey, TValue>
    where TKey : notnull
{
    private readonly Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, Answer<TValue>>>> _ask;
    private readonly Lock _gate = new();
    private Round? _next;
    private bool _asking;

    /// <summary>Makes it.</summary>
    /// <param name="ask">Asks about all keys at once; one that it does not answer is answered with default.</param>
    public Coalescer(Func<IReadOnlyCollection<TKey>, Task<IReadOnlyDictionary<TKey, Answer<TValue>>>> ask) => _ask = ask;

    /// <summary>The answer to a question that was put after this call.</summary>
    public async ValueTask<TValue?> AskAsync(TKey key, CancellationToken cancellationToken)
    {
        Task<IReadOnlyDictionary<TKey, Answer<TValue>>> answer;
        var begin = false;
        lock (_gate)
        {
            _next ??= new Round();
            _next.Keys.Add(key);
            answer = _next.Answer.Task;
            begin = !_asking;
            _asking = true;
        }

        if (begin)
        {
            _ = AskOnAsync();
        }

        var (value, error) = (await answer.WaitAsync(cancellationToken)).GetValueOrDefault(key);
        return error is null ? value : throw error;
    }

    private async Task AskOnAsync()
    {
        while (true)
        {
            Round round;
            lock (_gate)
            {
                if (_next is null)
                {
                    _asking = false;
                    return;
                }

                (round, _next) = (_next, null);
            }

            try
            {
                round.Answer.SetResult(await _ask(round.Keys));
            }
            catch (Exception exception)
            {
                round.Answer.SetException(exception);
                // Those who gave up waiting do not look at it.
                _ = round.Answer.Task.Exception;
            }
        }
    }

    private sealed class Round
    {
        public HashSet<TKey> Keys { get; } = [];

        public TaskCompletionSource<IReadOnlyDictionary<TKey, Answer<TValue>>> Answer { get; } =
            new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
