namespace Homing.Deliveries.Tests.Http;

/// <summary>Who may start rides, and whom they are told to.</summary>
public sealed class GuestTests
{
    private const string None = """{"routeId":"1"}""";
    private const string Other = """{"routeId":"1","clientId":"other"}""";
    private const string Own = """{"routeId":"1","clientId":"ada"}""";

    [Theory]
    [InlineData(null, None, "guest")]
    [InlineData(null, Other, "other")]
    [InlineData("ada", None, "ada")]
    [InlineData("ada", Other, "other")]
    public async Task By_default_anybody_starts_rides_for_whomever_they_name(string? user, string body, string client)
    {
        await using var app = await BackendFixture.StartAsync(others: [new DeliverySimulatorRole(), new SignedInByHeader()]);

        var (status, ride, _) = await app.StartRideAsync(body, user);

        Assert.Equal((202, client), (status, ride.GetProperty("client_id").GetString()));
    }

    [Theory]
    [InlineData(null, None, 401, "unauthenticated")]
    [InlineData(null, Other, 401, "unauthenticated")]
    [InlineData(null, "not JSON", 401, "unauthenticated")]
    [InlineData("ada", Other, 403, "forbidden")]
    [InlineData("ada", None, 202, null)]
    [InlineData("ada", Own, 202, null)]
    public async Task Where_guests_are_not_allowed_users_start_their_own(string? user, string body, int status, string? problem)
    {
        await using var app = await BackendFixture.StartAsync(
            others: [new DeliverySimulatorRole(), new SignedInByHeader()], settings: ("Homing:Gateway:AllowGuests", "false"));

        var (answered, answer, _) = await app.StartRideAsync(body, user);

        Assert.Equal(
            (status, problem is null ? "ada" : $"urn:problem-type:homing:{problem}"),
            (answered, answer.GetProperty(problem is null ? "client_id" : "type").GetString()));
    }

    [Fact]
    public async Task A_process_that_cannot_read_whether_guests_are_allowed_does_not_start()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(
            () => BackendFixture.StartAsync(settings: ("Homing:Gateway:AllowGuests", "maybe")));

        Assert.Contains("Homing:Gateway:AllowGuests", refused.Message, StringComparison.Ordinal);
    }
}
