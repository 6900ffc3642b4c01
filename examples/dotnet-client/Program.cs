// Asks for the free car parks near Taksim, then watches them. Start ./homing up first.
using System.Globalization;
using DotnetClient;
using Homing.Client;

var options = new HomingClientOptions();
foreach (var address in args.DefaultIfEmpty("http://127.0.0.1:8080"))
{
    options.Servers.Add(new Uri(address));
}

using var stop = new CancellationTokenSource();
Console.CancelKeyPress += (_, pressed) =>
{
    pressed.Cancel = true;
    stop.Cancel();
};

await using var client = new HomingClient(options);
client.StateChanged += (_, state) => Console.WriteLine($"-- {state}");

try
{
    var question = new Question(41.0369, 28.9850, Limit: 5);
    var answer = await client.RequestAsync(
        "parking.nearby", question, ParkingJson.Default.Question, ParkingJson.Default.Answer, cancellationToken: stop.Token);
    Print(answer);

    var channel = string.Create(
        CultureInfo.InvariantCulture, $"parking.nearby?lat={question.Lat}&lng={question.Lng}&limit={question.Limit}");
    await foreach (var news in client.SubscribeAsync(channel, ParkingJson.Default.Answer, cancellationToken: stop.Token))
    {
        Console.WriteLine($"{news.At:HH:mm:ss}, {news.Skipped} skipped{(news.Gap ? ", with a gap" : "")}");
        Print(news.Body);
    }
}
catch (OperationCanceledException) when (stop.IsCancellationRequested)
{
    // Ctrl-C.
}
catch (HomingException exception)
{
    Console.Error.WriteLine($"{exception.Kind} ({exception.Code}): {exception.Message}");
    return 1;
}

return 0;

static void Print(Answer answer)
{
    foreach (var lot in answer.Lots)
    {
        Console.WriteLine($"{lot.DistanceM,7:0} m  {lot.Free?.ToString(CultureInfo.InvariantCulture) ?? "?",4} of {lot.Capacity,4} free  {lot.Name}");
    }
}
