using System.Globalization;
using System.Runtime.InteropServices;
using Homing.History;

namespace Homing.HistoryChecker;

/// <summary>
/// Goes through histories line by line and keeps a small record of each request. Files are taken one after the other,
/// by the time they were begun; within a file the order of lines is the order in which its process did things, and only
/// there is an effect before its cause a fault: the clocks of two processes prove nothing.
/// </summary>
internal sealed class Replay
{
    /// <summary>Faults of a kind that are kept; the rest is only counted.</summary>
    public const int MaxFaults = 1000;

    private readonly CheckOptions _options;
    private readonly Utf8Names _names = new();
    private readonly Dictionary<long, int> _index = [];
    private readonly List<RequestTrack> _requests = [];
    private readonly Dictionary<int, ClientTrack> _clients = [];
    private readonly Dictionary<long, long> _seqs = [];
    private readonly HashSet<long> _causes = [];
    private readonly List<Fault> _faults = [];
    private readonly Dictionary<FaultKind, long> _faultCounts = [];
    private (int Files, int CutFiles, long Lines, long Connections) _read;

    public Replay(CheckOptions options) => _options = options;

    /// <summary>Takes in a file.</summary>
    /// <exception cref="UnreadableHistoryException">A line in it is not one.</exception>
    public void Read(string path)
    {
        // Causes are looked for in the file of their effects only.
        _causes.Clear();
        using var reader = new HistoryFileReader(path);
        while (reader.TryRead(out var text))
        {
            if (!HistoryLine.TryRead(text, _names, out var line, out var reason))
            {
                throw new UnreadableHistoryException(
                    string.Create(CultureInfo.InvariantCulture, $"{path}, line {reader.Number}: {reason}"));
            }

            if (line.Dropped > 0)
            {
                AddFault(FaultKind.Gap, "", "", $"{line.Dropped} lines were dropped before line {reader.Number} of {path}");
            }
            else if (line.Step is { } step)
            {
                Take(step, line);
            }
        }

        _read = (_read.Files + 1, _read.CutFiles + (reader.IsCut ? 1 : 0), _read.Lines + reader.Number, _read.Connections);
    }

    /// <summary>Judges what only the end can tell.</summary>
    public CheckReport Finish()
    {
        var requests = CollectionsMarshal.AsSpan(_requests);
        var (open, undecided) = (0L, 0L);
        foreach (ref var request in requests)
        {
            if (!request.Has(RequestMarks.Asked))
            {
                if (request.Received > 0 || request.Has(RequestMarks.Delivered))
                {
                    AddFault(FaultKind.Misdelivered, ref request, "the client never asked this");
                }
            }
            else if (!request.Has(RequestMarks.Settled))
            {
                var closed = _clients[request.Client].IsClosed;
                undecided += closed ? 0 : 1;
                if (closed && request.Has(RequestMarks.Accepted))
                {
                    AddFault(FaultKind.Lost, ref request, "accepted, and then nothing to the end");
                }
                else if (closed)
                {
                    open++;
                }
            }
            else if (request.DeliveredAt > 0 && request.AnsweredAt > 0
                && request.DeliveredAt - request.AnsweredAt > (_options.ResumeTtl + _options.Tolerance).Ticks)
            {
                AddFault(FaultKind.Late, ref request, string.Create(
                    CultureInfo.InvariantCulture,
                    $"delivered {Seconds(request.DeliveredAt - request.AnsweredAt)} s after it was answered"));
            }
        }

        return new CheckReport
        {
            FaultCounts = _faultCounts,
            Faults = _faults,
            Counts = Count(requests, open, undecided),
            Times = Times(requests),
        };
    }

    private static double Seconds(long ticks) => Math.Round(TimeSpan.FromTicks(ticks).TotalSeconds, 3);

    private void Take(HistoryStep step, in HistoryLine line)
    {
        var actor = _names.Utf8(line.Actor);
        if (actor.StartsWith("client"u8))
        {
            TakeFromClient(step, line);
        }
        else if (line.Request != 0)
        {
            TakeFromServer(step, line, ref Track(line, out var index), index);
        }
    }

    private void TakeFromServer(HistoryStep step, in HistoryLine line, ref RequestTrack request, int index)
    {
        switch (step)
        {
            case HistoryStep.Begun:
                request.Begun++;
                AddCause(step, line, index);
                break;
            case HistoryStep.Answered:
                request.AnsweredAt = Math.Max(request.AnsweredAt, line.At);
                ExpectCause(HistoryStep.Begun, line, index, ref request, "answered before it was begun");
                break;
            case HistoryStep.Sent:
                AddCause(step, line, index);
                break;
            case HistoryStep.Acknowledged:
                ExpectCause(HistoryStep.Sent, line, index, ref request, "acknowledged before it was sent");
                break;
            case HistoryStep.HandedOver:
                request.Marks |= RequestMarks.HandedOver;
                break;
        }
    }

    private void TakeFromClient(HistoryStep step, in HistoryLine line)
    {
        ref var client = ref CollectionsMarshal.GetValueRefOrAddDefault(_clients, line.Client, out _);
        if (step == HistoryStep.Closed)
        {
            client.IsClosed = true;
        }
        else if (step == HistoryStep.Connected)
        {
            client.ConnectedAt = line.At;
            _read.Connections++;
        }
        else if (line.Request != 0)
        {
            ref var request = ref Track(line, out _);
            TakeFromClient(step, line, client, ref request);
            TakeSeq(step, line, ref request);
        }
        else
        {
            // A push has a number but is no request.
            var none = new RequestTrack { Client = line.Client };
            TakeSeq(step, line, ref none);
        }
    }

    private void TakeFromClient(HistoryStep step, in HistoryLine line, in ClientTrack client, ref RequestTrack request)
    {
        switch (step)
        {
            case HistoryStep.Asked:
                request.Asked++;
                request.Marks |= RequestMarks.Asked;
                if (request.AskedAt == 0)
                {
                    (request.AskedAt, request.Deadline) = (line.At, line.Deadline ?? 0);
                }

                break;
            case HistoryStep.Accepted:
                request.Marks |= RequestMarks.Accepted;

                // Asked twice, it may be accepted for the second time after the first has been answered.
                if (request.Asked == 1 && line.Connection != 0 && line.Connection == request.DeliveredOn)
                {
                    AddFault(FaultKind.OutOfOrder, ref request, "accepted after it was delivered on the same connection");
                }

                break;
            case HistoryStep.Sent:
                request.Received++;
                break;
            case HistoryStep.Delivered:
                Deliver(line, client, ref request);
                break;
            case HistoryStep.Refused:
                request.Marks |= RequestMarks.Refused;
                break;
            case HistoryStep.Expired:
                request.Marks |= RequestMarks.Expired;
                break;
            case HistoryStep.Cancelled:
                request.Marks |= RequestMarks.Cancelled;
                break;
        }
    }

    private void Deliver(in HistoryLine line, in ClientTrack client, ref RequestTrack request)
    {
        if (request.Has(RequestMarks.Delivered))
        {
            AddFault(FaultKind.Doubled, ref request, "given to the application again");
            return;
        }

        request.Marks |= RequestMarks.Delivered;
        (request.DeliveredAt, request.DeliveredOn) = (line.At, line.Connection);
        if (line.AnswerOf != 0)
        {
            AddFault(FaultKind.Misdelivered, ref request, $"the answer is that of {_names[line.AnswerOf]}");
        }

        // An answer made in time waits for a client that was away when the deadline passed.
        var limit = Math.Max(request.Deadline, client.ConnectedAt) + _options.Tolerance.Ticks;
        if (request.Deadline > 0 && line.At > limit)
        {
            AddFault(FaultKind.Late, ref request, string.Create(
                CultureInfo.InvariantCulture, $"delivered {Seconds(line.At - request.Deadline)} s after its deadline"));
        }
    }

    private void TakeSeq(HistoryStep step, in HistoryLine line, ref RequestTrack request)
    {
        if (step != HistoryStep.Sent || line.Seq is not { } seq)
        {
            return;
        }

        ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(_seqs, Pair(line.Client, line.Connection), out _);
        if (seq != last + 1)
        {
            AddFault(FaultKind.OutOfOrder, ref request, $"number {seq} came after number {last} on connection {_names[line.Connection]}");
        }

        last = seq;
    }

    private void AddCause(HistoryStep step, in HistoryLine line, int index) => _causes.Add(Cause(step, line, index));

    private void ExpectCause(HistoryStep cause, in HistoryLine line, int index, ref RequestTrack request, string reason)
    {
        if (!_causes.Contains(Cause(cause, line, index)))
        {
            AddFault(FaultKind.OutOfOrder, ref request, $"{reason} by {_names[line.Actor]}");
        }
    }

    private static long Cause(HistoryStep step, in HistoryLine line, int index) =>
        Pair(index, (line.Actor << 1) | (step == HistoryStep.Begun ? 0 : 1));

    private static long Pair(int high, int low) => ((long)high << 32) | (uint)low;

    private ref RequestTrack Track(in HistoryLine line, out int index)
    {
        ref var known = ref CollectionsMarshal.GetValueRefOrAddDefault(_index, Pair(line.Client, line.Request), out var exists);
        if (!exists)
        {
            known = _requests.Count;
            _requests.Add(new RequestTrack { Client = line.Client, Request = line.Request });
        }

        index = known;
        return ref CollectionsMarshal.AsSpan(_requests)[known];
    }

    private void AddFault(FaultKind kind, ref RequestTrack request, string reason)
    {
        var bit = (byte)(1 << (int)kind);
        if ((request.Reported & bit) == 0)
        {
            request.Reported |= bit;
            AddFault(kind, _names[request.Client], _names[request.Request], reason);
        }
    }

    private void AddFault(FaultKind kind, string clientId, string requestId, string reason)
    {
        ref var count = ref CollectionsMarshal.GetValueRefOrAddDefault(_faultCounts, kind, out _);
        if (++count <= MaxFaults)
        {
            _faults.Add(new Fault(kind, clientId, requestId, reason));
        }
    }

    private CheckCounts Count(ReadOnlySpan<RequestTrack> requests, long open, long undecided)
    {
        Span<long> marks = stackalloc long[7];
        var (askedAgain, receivedAgain, workedTwice) = (0L, 0L, 0L);
        foreach (ref readonly var request in requests)
        {
            for (var bit = 0; bit < marks.Length; bit++)
            {
                marks[bit] += ((int)request.Marks >> bit) & 1;
            }

            askedAgain += request.Asked > 1 ? 1 : 0;
            receivedAgain += request.Received > 1 ? 1 : 0;
            workedTwice += request.Begun > 1 ? 1 : 0;
        }

        return new CheckCounts
        {
            Files = _read.Files,
            Lines = _read.Lines,
            CutFiles = _read.CutFiles,
            Clients = _clients.Count,
            Connections = _read.Connections,
            Asked = marks[0],
            AskedAgain = askedAgain,
            Accepted = marks[1],
            Delivered = marks[2],
            ReceivedAgain = receivedAgain,
            Refused = marks[3],
            Expired = marks[4],
            Cancelled = marks[5],
            WorkedTwice = workedTwice,
            HandedOver = marks[6],
            Open = open,
            Undecided = undecided,
        };
    }

    private static CheckTimes Times(ReadOnlySpan<RequestTrack> requests)
    {
        var times = new List<long>(requests.Length);
        foreach (ref readonly var request in requests)
        {
            if (request.DeliveredAt > 0 && request.AskedAt > 0)
            {
                times.Add(request.DeliveredAt - request.AskedAt);
            }
        }

        times.Sort();
        return new CheckTimes(At(times, 0.5), At(times, 0.99), At(times, 1));
    }

    private static TimeSpan At(List<long> sorted, double share) =>
        sorted.Count == 0 ? TimeSpan.Zero : TimeSpan.FromTicks(sorted[(int)((sorted.Count - 1) * share)]);

    private record struct ClientTrack(long ConnectedAt, bool IsClosed);
}
