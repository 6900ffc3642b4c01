namespace Homing.Postgres.Tests.Server;

/// <summary>A time in which the server is away; it is back at the end of the test at the latest.</summary>
public sealed class Outage(Func<Task> restart) : IAsyncDisposable
{
    private bool _isOver;

    /// <summary>Returns when the server is back.</summary>
    public async Task EndAsync()
    {
        await restart();
        _isOver = true;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isOver)
        {
            await EndAsync();
        }
    }
}
