using Homing.Log;
using Homing.Messages;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Options;

namespace Homing.Host.Dead;

/// <summary>Opens the log that the settings name, or asks the server that has it to itself.</summary>
internal static class DeadSession
{
    /// <summary>Runs; what is in the way is said in one line.</summary>
    /// <param name="data">The data folder.</param>
    /// <param name="settings">What the command line says of settings, by name.</param>
    /// <param name="url">The server to ask where it has the log to itself.</param>
    /// <param name="act">What to do; answers the exit code.</param>
    public static async Task<int> RunAsync(
        string data, IReadOnlyDictionary<string, string?> settings, Uri url, Func<IDeadLetters, Task<int>> act)
    {
        var builder = Microsoft.Extensions.Hosting.Host.CreateApplicationBuilder(
            new HostApplicationBuilderSettings { ContentRootPath = AppContext.BaseDirectory });
        builder.Configuration.Sources.Insert(0, new MemoryConfigurationSource
        {
            InitialData = new Dictionary<string, string?> { ["Homing:Log:Directory"] = Path.Combine(data, "log") },
        });
        builder.Configuration["Logging:LogLevel:Default"] = nameof(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(settings);
        builder.Logging.ClearProviders()
            .AddSimpleConsole(console => console.SingleLine = true)
            .Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(
                console => console.LogToStandardErrorThreshold = LogLevel.Trace);
        builder.Services.AddLog(builder.Configuration);
        builder.Services.AddSingleton(TimeProvider.System);
        builder.Services.AddSingleton<DeadLetterStore>();
        builder.Services.AddSingleton<DeadLettersInLog>();
        try
        {
            // An embedded log that is not there would be made by opening it.
            var folder = builder.Configuration["Homing:Log:Directory"]!;
            if (!Storage.IsShared(builder.Configuration) && !Directory.Exists(folder))
            {
                throw new HomingException($"There is no log in {folder}: say with --data where it is.");
            }

            using var host = builder.Build();
            if (TryOpen(host.Services, out var inUse))
            {
                await using var log = host.Services.GetRequiredService<ILog>();
                return await act(host.Services.GetRequiredService<DeadLettersInLog>());
            }

            using var http = new HttpClient { BaseAddress = url };
            return await act(new DeadLettersOfServer(http, inUse));
        }
        catch (OptionsValidationException exception)
        {
            return await Refusal.WriteAsync(Refusal.WrongUsage, SettingErrors.Describe(exception, builder.Configuration));
        }
        catch (HomingException exception)
        {
            return await Refusal.WriteAsync(Refusal.CannotStart, [exception.Message]);
        }
    }

    private static bool TryOpen(IServiceProvider services, out string inUse)
    {
        inUse = "";
        try
        {
            services.GetRequiredService<ILog>();
            return true;
        }
        catch (LogException exception) when (exception.Error == LogError.Storage)
        {
            inUse = exception.Message;
            return false;
        }
    }
}
