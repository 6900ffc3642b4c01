var builder = WebApplication.CreateBuilder(args);

builder.Services.AddEmbeddedLog();        // durable, in files, in this process
builder.Services.AddInProcessLeases();    // the ids of this process's gateways
builder.Services.AddHomingGateway();      // sockets, tickets, the protocol
builder.Services.AddHomingWorker("greeters")
    .Handle<Greet, Greeting>("greet", request => new Greeting($"Hello, {request.Name}!"));

var app = builder.Build();
app.UseFileServer();                      // wwwroot: a page that asks
app.MapHoming();                          // /ws, /api/tickets, /api/gateways
app.Run();

record Greet(string Name);
record Greeting(string Text);
