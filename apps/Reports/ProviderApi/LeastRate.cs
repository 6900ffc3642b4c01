namespace Homing.Reports.ProviderApi;

/// <summary>Gives up a download that is slower than it may be. One download's.</summary>
internal sealed class LeastRate : IDisposable
{
    private readonly CancellationTokenSource _tooSlow;
    private readonly ITimer _timer;
    private readonly double _leastBytes;
    private long _bytes;

    public LeastRate(ProviderClientOptions options, TimeProvider time, CancellationToken cancellationToken)
    {
        _tooSlow = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _leastBytes = options.MinBytesPerSecond * options.RateWindow.TotalSeconds;
        _timer = time.CreateTimer(static rate => ((LeastRate)rate!).Look(), this, options.RateWindow, options.RateWindow);
    }

    /// <summary>Cancelled once a window has brought too little.</summary>
    public CancellationToken Token => _tooSlow.Token;

    /// <summary>Bytes have come.</summary>
    public void Count(int bytes) => Interlocked.Add(ref _bytes, bytes);

    public void Dispose()
    {
        _timer.Dispose();
        _tooSlow.Dispose();
    }

    private void Look()
    {
        if (Interlocked.Exchange(ref _bytes, 0) < _leastBytes)
        {
            try
            {
                _tooSlow.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // The download ended while the timer ran.
            }
        }
    }
}
