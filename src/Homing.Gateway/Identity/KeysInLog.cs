using System.Text;
using System.Xml;
using System.Xml.Linq;
using Homing.Log;
using Microsoft.AspNetCore.DataProtection.Repositories;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Homing.Gateway.Identity;

/// <summary>
/// Keeps the keys of ASP.NET Core Data Protection in the log, so that every process of a system has the same ones. It
/// follows the topic: a key that another process makes is known here as soon as it can be read. Thread-safe.
/// </summary>
internal sealed partial class KeysInLog : IXmlRepository, IHostedService, IHealthCheck, IAsyncDisposable
{
    /// <summary>One record a key or revocation, as Data Protection writes it; nothing is ever removed.</summary>
    public const string Topic = "homing.keys";

    private readonly ILog _log;
    private readonly ILogger<KeysInLog> _logger;
    private readonly TopicFollower _follower;
    private readonly Lock _gate = new();
    private readonly List<XElement> _elements = [];
    private CancellationTokenSource _changed = new();
    private Task? _started;

    public KeysInLog(ILog log, TimeProvider time, ILogger<KeysInLog> logger)
    {
        _log = log;
        _logger = logger;
        _follower = new TopicFollower(log, Topic, TakeAsync, exception => LogReadFailed(exception, Topic), time);
    }

    /// <summary>Cancelled once there are other elements than now.</summary>
    public CancellationToken Changed
    {
        get
        {
            lock (_gate)
            {
                return _changed.Token;
            }
        }
    }

    // Whoever comes first: the host, or somebody who needs the keys before.
    private Task Started
    {
        get
        {
            lock (_gate)
            {
                return _started ??= Task.Run(FollowAsync);
            }
        }
    }

    /// <summary>Completes when every key that is there has been read.</summary>
    /// <exception cref="LogException">The log cannot be read.</exception>
    public Task StartAsync(CancellationToken cancellationToken) => Started.WaitAsync(cancellationToken);

    /// <summary>Does nothing: keys are needed until everything else has stopped.</summary>
    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

#pragma warning disable VSTHRD002 // Data Protection asks synchronously: once at the start, and when a key is made.
    public IReadOnlyCollection<XElement> GetAllElements()
    {
        Started.GetAwaiter().GetResult();
        lock (_gate)
        {
            return [.. _elements.Select(element => new XElement(element))];
        }
    }

    /// <summary>Returns when the element is durable, and what other processes stored before it has been read here.</summary>
    public void StoreElement(XElement element, string friendlyName) =>
        Task.Run(() => StoreAsync(element, friendlyName)).GetAwaiter().GetResult();
#pragma warning restore VSTHRD002

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context, CancellationToken cancellationToken = default) =>
        Task.FromResult(_follower.Completion.IsFaulted
            ? HealthCheckResult.Unhealthy("The keys are no longer read")
            : HealthCheckResult.Healthy());

    public async ValueTask DisposeAsync()
    {
        await _follower.DisposeAsync();
        _changed.Dispose();
    }

    private async Task FollowAsync()
    {
        await _log.EnsureTopicAsync(new TopicOptions { Name = Topic });
        await _follower.StartAsync(CancellationToken.None);
    }

    private async Task StoreAsync(XElement element, string friendlyName)
    {
        await Started;
        var value = Encoding.UTF8.GetBytes(element.ToString(SaveOptions.DisableFormatting));
        await _log.AppendAsync(Topic, new LogEntry(Encoding.UTF8.GetBytes(friendlyName), value));
        await _follower.CatchUpAsync(CancellationToken.None);
    }

    private async ValueTask TakeAsync(int partition, LogRecord record, CancellationToken cancellationToken)
    {
        XElement element;
        try
        {
            element = XElement.Parse(Encoding.UTF8.GetString((record.Value ?? default).Span));
        }
        catch (XmlException exception)
        {
            LogUnreadable(exception, record.Offset, Topic);
            return;
        }

        CancellationTokenSource changed;
        lock (_gate)
        {
            _elements.Add(element);
            (changed, _changed) = (_changed, new CancellationTokenSource());
        }

        await changed.CancelAsync();
        changed.Dispose();
    }

    [LoggerMessage(EventIds.KeysReadFailed, LogLevel.Warning, "Could not read {Topic}; it is tried again")]
    private partial void LogReadFailed(Exception exception, string topic);

    [LoggerMessage(EventIds.KeyUnreadable, LogLevel.Warning,
        "Passed over the record at offset {Offset} of {Topic}: it is not a key")]
    private partial void LogUnreadable(Exception exception, long offset, string topic);
}
