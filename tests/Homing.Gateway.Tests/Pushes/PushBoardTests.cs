using Homing.Gateway.Connections;
using Homing.Gateway.Pushes;
using Homing.Gateway.Tests.Channels;
using Homing.Pushes;
using Microsoft.Extensions.Logging.Abstractions;

namespace Homing.Gateway.Tests.Pushes;

public sealed class PushBoardTests : IDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private readonly ConnectionKit _kit = new();
    private readonly Gateway _gateway = new("http://localhost", null!, NullLogger<Gateway>.Instance);

    public void Dispose() => _kit.Dispose();

    [Fact]
    public void Too_many_pushes_let_the_oldest_go()
    {
        var board = new PushBoard(maxCount: 3, maxBytes: 1 << 20);
        for (var number = 0; number < 5; number++)
        {
            board.Add(NewPush($"p{number}", "u"));
        }

        Assert.Equal(["p0", "p1"], Evict(board));
        Assert.Equal(["p2", "p3", "p4"], board.All.Select(push => push.Id));
    }

    [Fact]
    public void Too_many_bytes_let_the_oldest_go_but_never_the_newest()
    {
        var board = new PushBoard(maxCount: 100, maxBytes: 2500);
        board.Add(NewPush("p0", "u", bytes: 1000));
        board.Add(NewPush("p1", "u", bytes: 1000));
        Assert.Equal(["p0"], Evict(board));
        board.Add(NewPush("p2", "u", bytes: 10_000));

        Assert.Equal(["p1"], Evict(board));
        Assert.Equal("p2", Assert.Single(board.All).Id);
    }

    [Fact]
    public void Connection_takes_what_its_window_has_room_for_and_nothing_twice()
    {
        var board = new PushBoard(maxCount: 1000, maxBytes: 1 << 20);
        var (connection, another) = (NewConnection("c1", "u"), NewConnection("c2", "u"));
        for (var number = 0; number < PushBoard.Window + 2; number++)
        {
            board.Add(NewPush($"p{number}", "u"));
        }

        board.Add(NewPush("other", "v"));

        Assert.Equal(PushBoard.Window, board.TakeFor(connection, Start).Count);
        Assert.Empty(board.TakeFor(connection, Start));
        Assert.Equal(PushBoard.Window, board.TakeFor(another, Start).Count);
        Assert.True(board.Remove("p3", out _));
        Assert.Equal([$"p{PushBoard.Window}"], board.TakeFor(connection, Start).Select(push => push.Id));
    }

    [Fact]
    public void What_has_expired_is_not_taken_and_takes_no_room()
    {
        var board = new PushBoard(maxCount: 1000, maxBytes: 1 << 20);
        for (var number = 0; number < PushBoard.Window; number++)
        {
            board.Add(NewPush($"old{number}", "u", seconds: 10));
        }

        board.Add(NewPush("new", "u", seconds: 11));

        Assert.Equal(["new"], board.TakeFor(NewConnection("c", "u"), Start.AddSeconds(10)).Select(push => push.Id));
    }

    [Fact]
    public void Connections_are_found_by_user_and_by_client()
    {
        var table = new ConnectionTable();
        var connections = new UserConnections(table);
        var (guest, first, second) = (NewConnection("g", null), NewConnection("c1", "u"), NewConnection("c2", "u"));
        foreach (var connection in new[] { guest, first, second })
        {
            table.Replace(connection);
            connections.Add(connection);
        }

        Assert.Equal([guest], connections.Of("g"));
        Assert.Equal([first, second], connections.Of("u"));
        Assert.Equal([first], connections.Of("c1"));
        Assert.Empty(connections.Of("nobody"));
        connections.Remove(first);
        Assert.Equal([second], connections.Of("u"));
    }

    [Fact]
    public void Connection_of_a_user_takes_what_is_for_its_client_alone_too()
    {
        var board = new PushBoard(maxCount: 1000, maxBytes: 1 << 20);
        board.Add(NewPush("for the client", "c1"));
        board.Add(NewPush("for the user", "u"));

        Assert.Equal(["for the user", "for the client"], Take("c1", "u"));
        Assert.Equal(["for the user"], Take("c2", "u"));
        Assert.Empty(Take("c3", "v"));

        List<string> Take(string client, string user) =>
            [.. board.TakeFor(NewConnection(client, user), Start).Select(push => push.Id)];
    }

    private static List<string> Evict(PushBoard board)
    {
        var evicted = new List<string>();
        while (board.TryEvict(out var push))
        {
            evicted.Add(push.Id);
        }

        return evicted;
    }

    private static OpenPush NewPush(string id, string user, int bytes = 10, int seconds = 60) => new(
        new PushMessage
        {
            PushId = id,
            UserId = user,
            Topic = "t",
            Body = new byte[bytes],
            ExpiresAt = Start.AddSeconds(seconds),
        },
        Start.AddSeconds(seconds));

    private ClientConnection NewConnection(string clientId, string? userId) =>
        new(clientId, _gateway, null!, _kit.Outbox, pending: null, _kit.Context) { UserId = userId ?? clientId };
}
