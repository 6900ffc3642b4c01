using System.Security.Cryptography;
using System.Text.Json;
using Homing.Reports.ProviderApi;
using Microsoft.Extensions.Options;

namespace Homing.Reports.Provider.App.Jobs;

/// <summary>Takes orders and deletes them. Thread-safe.</summary>
internal sealed class OrderBook
{
    private static readonly Uri NoUrl = new("https://none.invalid/");

    private readonly JobStore _store;
    private readonly JobRunner _runner;
    private readonly DocumentStorage _storage;
    private readonly ProviderOptions _options;
    private readonly TimeProvider _time;

    public OrderBook(
        JobStore store, JobRunner runner, DocumentStorage storage, IOptions<ProviderOptions> options, TimeProvider time) =>
        (_store, _runner, _storage, _options, _time) = (store, runner, storage, options.Value, time);

    /// <summary>When somebody who was turned away had best come back: when about a quarter of the queue is worked off.</summary>
    public TimeSpan RetryAfter => TimeSpan.FromSeconds(Math.Clamp(
        Math.Ceiling(_options.Duration.TotalSeconds * _options.MaxQueued / _options.MaxConcurrency / 4), 1, 60));

    /// <summary>Takes an order, once.</summary>
    /// <returns>What became of it, and the order that is there under the key.</returns>
    public (OrderOutcome Outcome, Job? Job) Accept(ProviderOrder order, string? traceParent)
    {
        var fingerprint = FingerprintOf(order);
        var outcome = OrderOutcome.Repeated;
        var job = _store.Change(order.ReportId, known =>
        {
            if (known is null)
            {
                outcome = _runner.Queued < _options.MaxQueued ? OrderOutcome.Accepted : OrderOutcome.QueueFull;
                return outcome == OrderOutcome.Accepted ? Begin(order, fingerprint, traceParent) : null;
            }

            outcome = known.State == JobState.Deleted ? OrderOutcome.Deleted
                : known.Fingerprint != fingerprint ? OrderOutcome.KeyTaken
                : OrderOutcome.Repeated;

            // Who asks again may have moved meanwhile: the newest address counts.
            return outcome == OrderOutcome.Repeated && known.Order!.CallbackUrl != order.CallbackUrl
                ? known with { Order = known.Order with { CallbackUrl = order.CallbackUrl } }
                : known;
        });
        if (outcome == OrderOutcome.Accepted)
        {
            _runner.Enqueue(order.ReportId);
        }

        return (outcome, job);
    }

    /// <summary>
    /// Deletes an order and its document. It is remembered for a while that it was, so that one which arrives late makes
    /// nothing that nobody deletes.
    /// </summary>
    /// <exception cref="HomingException">The storage is away (transient): what is left is deleted later, or by asking again.</exception>
    public async Task DeleteAsync(Guid id, CancellationToken cancellationToken)
    {
        var deleted = _store.Change(id, job => job is { State: JobState.Deleted } ? job : new Job
        {
            Id = id,
            State = JobState.Deleted,
            AcceptedAt = job?.AcceptedAt ?? _time.GetUtcNow(),
            ChangedAt = _time.GetUtcNow(),
        });
        if (!deleted!.IsCleaned)
        {
            await _runner.StopWorkAsync(id);
            await _storage.DeleteAsync(id, cancellationToken);
            _store.Change(id, job => job! with { IsCleaned = true });
        }
    }

    private Job Begin(ProviderOrder order, string fingerprint, string? traceParent)
    {
        var now = _time.GetUtcNow();
        return new Job
        {
            Id = order.ReportId,
            Order = order,
            Fingerprint = fingerprint,
            TraceParent = traceParent,
            AcceptedAt = now,
            ChangedAt = now,
            Message = "Waiting for its turn",
        };
    }

    // Where call backs go is not what is ordered.
    private static string FingerprintOf(ProviderOrder order) => Convert.ToHexStringLower(SHA256.HashData(
        JsonSerializer.SerializeToUtf8Bytes(order with { CallbackUrl = NoUrl }, ProviderJson.Default.ProviderOrder)));
}
