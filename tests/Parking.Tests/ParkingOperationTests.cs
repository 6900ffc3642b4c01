using System.Text;
using System.Text.Json;
using Homing.Log;
using Homing.Messages;
using Homing.Parking.Availability;
using Homing.Testing;

namespace Homing.Parking.Tests;

public sealed class ParkingOperationTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(10);

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Request_in_the_log_is_answered_in_the_log()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole(), new ParkingFeedRole()]);

        var answer = await AskAsync(app.Log, """{"lat":41.0370,"lng":28.9850,"limit":3,"open_now":false}""");

        var lots = answer.GetProperty("body").GetProperty("lots");
        Assert.Equal(3, lots.GetArrayLength());
        var distances = lots.EnumerateArray().Select(lot => lot.GetProperty("distance_m").GetDouble()).ToArray();
        Assert.Equal(distances.Order(), distances);
    }

    [Theory]
    [InlineData("""{"lat":"north","lng":29}""", "lat: \"north\" is not a number")]
    [InlineData("""{"lat":41,"lng":29,"limit":0}""", "limit: 0 is out of range; allowed is 1 to 100")]
    [InlineData("5", "body: 5 is not an object")]
    public async Task Wrong_request_is_answered_with_the_problem(string body, string detail)
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole()]);

        var error = (await AskAsync(app.Log, body)).GetProperty("error");

        Assert.Equal(400, error.GetProperty("status").GetInt32());
        Assert.Equal(detail, error.GetProperty("detail").GetString());
    }

    [Fact]
    public async Task Feed_makes_lots_live()
    {
        await using var app = await RoleProcess.StartAsync([new ParkingWorkerRole(), new ParkingFeedRole()]);
        var board = app.Get<AvailabilityBoard>();
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(Cancelled);
        deadline.CancelAfter(Deadline);

        while (LiveLots() < 150)
        {
            Assert.False(deadline.IsCancellationRequested, $"{LiveLots()} lots are live");
            await Task.Yield();
        }

        int LiveLots() => Enumerable.Range(0, board.Current.Catalogue.Lots.Count)
            .Count(lot => board.Read(lot, TimeProvider.System.GetUtcNow()).Trust == Trust.Live);
    }

    private static async Task<JsonElement> AskAsync(InMemoryLog log, string body)
    {
        await log.EnsureTopicAsync(new TopicOptions { Name = Topics.ClientResponse(0) }, Cancelled);
        var request = new RequestMessage
        {
            ApiId = 0,
            Epoch = 1,
            ClientId = "client",
            RequestId = "1",
            Op = "parking.nearby",
            Deadline = TimeProvider.System.GetUtcNow().AddMinutes(1),
            Body = Encoding.UTF8.GetBytes(body),
        };
        using var value = new PooledBuffer();
        request.WriteTo(value);
        await log.AppendAsync(
            Topics.ClientRequest, new LogEntry("client"u8.ToArray(), value.WrittenMemory.ToArray()), Cancelled);
        await using var reader = log.OpenReader(Topics.ClientResponse(0), StartAt.Beginning);
        var batch = await reader.ReadAsync(Cancelled).AsTask().WaitAsync(Deadline, Cancelled);
        return JsonDocument.Parse(batch.Records.Span[0].Value!.Value).RootElement;
    }
}
