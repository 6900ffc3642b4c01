using Homing.Http;
using Homing.Log;
using Homing.Parking.Availability;
using Homing.Parking.Catalogue;
using Homing.Parking.Feed;
using Microsoft.AspNetCore.Http;

namespace Homing.Parking.Http;

/// <summary><c>POST /api/parking/readings</c>: takes readings from whoever has them.</summary>
internal static class ReadingsEndpoint
{
    private const int MaxBytes = 2 * 1024 * 1024;

    public static async Task<IResult> PostAsync(
        HttpRequest request,
        ILog log,
        AvailabilityBoard board,
        LiveCatalogue catalogue,
        TimeProvider time,
        CancellationToken cancellationToken)
    {
        catalogue.RequireLoaded();
        var body = await BoundedBody.ReadAsync(request, MaxBytes, cancellationToken);
        var readings = ReadingsBody.Parse(body, board, time.GetUtcNow());

        // An older one is not appended: in a compacted topic it would take the place of the newer.
        var news = readings.FindAll(entry => !board.HasNewer(entry.LotId, entry.Reading.ObservedAt));
        await AppendAsync(log, news, cancellationToken);
        return TypedResults.Json(
            new ReadingsTaken(readings.Count, readings.Count - news.Count),
            ParkingJson.Default.ReadingsTaken,
            statusCode: StatusCodes.Status202Accepted);
    }

    private static async Task AppendAsync(
        ILog log, List<(string LotId, Reading Reading)> readings, CancellationToken cancellationToken) =>
        await Task.WhenAll(readings.Select(entry => log.AppendAsync(
            AvailabilityMessage.Topic,
            ReadingsReplay.Encode(entry.LotId, entry.Reading),
            cancellationToken).AsTask()));
}
