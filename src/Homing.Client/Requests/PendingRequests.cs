using System.Diagnostics.CodeAnalysis;

namespace Homing.Client.Requests;

/// <summary>Requests by id, and those of them that are to be sent in the order they were made.</summary>
internal sealed class PendingRequests
{
    private readonly Dictionary<string, PendingRequest> _byId = new(StringComparer.Ordinal);
    private readonly SortedSet<PendingRequest> _waiting =
        new(Comparer<PendingRequest>.Create(static (one, other) => one.Number.CompareTo(other.Number)));

    public int Count => _byId.Count;

    public int InFlight { get; private set; }

    public IReadOnlyCollection<PendingRequest> All => _byId.Values;

    public PendingRequest? FirstWaiting => _waiting.Min;

    public bool TryAdd(PendingRequest request) => _byId.TryAdd(request.Id, request) && _waiting.Add(request);

    public bool TryGet(string id, [NotNullWhen(true)] out PendingRequest? request) => _byId.TryGetValue(id, out request);

    public bool TryTake(string id, [NotNullWhen(true)] out PendingRequest? request)
    {
        if (!_byId.Remove(id, out request))
        {
            return false;
        }

        Leave(request);
        return true;
    }

    public void Move(PendingRequest request, RequestStage stage)
    {
        Leave(request);
        request.Stage = stage;
        switch (stage)
        {
            case RequestStage.Waiting:
                _waiting.Add(request);
                break;
            case RequestStage.InFlight:
                InFlight++;
                break;
            default:
                break;
        }
    }

    private void Leave(PendingRequest request)
    {
        switch (request.Stage)
        {
            case RequestStage.Waiting:
                _waiting.Remove(request);
                break;
            case RequestStage.InFlight:
                InFlight--;
                break;
            default:
                request.RetryTimer?.Dispose();
                request.RetryTimer = null;
                break;
        }
    }
}
