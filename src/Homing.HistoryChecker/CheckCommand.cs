using System.Globalization;

namespace Homing.HistoryChecker;

/// <summary>The program: folders in, a report out.</summary>
public static class CheckCommand
{
    private const int Clean = 0;
    private const int Faulty = 1;
    private const int Unreadable = 2;

    private const string Usage =
        "check-history DIR… [--resume-ttl SECONDS] [--tolerance SECONDS] [--examples N]";

    /// <summary>Runs it.</summary>
    /// <returns>0 where nothing is wrong, 1 where something is, 2 where the history or the arguments cannot be read.</returns>
    public static int Run(IReadOnlyList<string> args, TextWriter output, TextWriter errors)
    {
        ArgumentNullException.ThrowIfNull(args);
        ArgumentNullException.ThrowIfNull(output);
        ArgumentNullException.ThrowIfNull(errors);
        try
        {
            var (options, folders) = Parse(args);
            var report = Histories.Check(options, folders);
            ReportText.Write(report, folders, options, output);
            return report.IsClean ? Clean : Faulty;
        }
        catch (FormatException exception)
        {
            errors.WriteLine($"{exception.Message}\n{Usage}");
            return Unreadable;
        }
        catch (Exception exception) when (exception is UnreadableHistoryException or IOException or UnauthorizedAccessException)
        {
            errors.WriteLine(exception.Message);
            return Unreadable;
        }
    }

    private static (CheckOptions Options, IReadOnlyList<string> Folders) Parse(IReadOnlyList<string> args)
    {
        var options = new CheckOptions();
        var folders = new List<string>();
        for (var index = 0; index < args.Count; index++)
        {
            if (!args[index].StartsWith('-'))
            {
                folders.Add(args[index]);
                continue;
            }

            var name = args[index];
            var value = ++index < args.Count && double.TryParse(args[index], CultureInfo.InvariantCulture, out var number)
                && number >= 0 ? number : throw new FormatException($"{name} needs a number.");
            options = name switch
            {
                "--resume-ttl" => options with { ResumeTtl = TimeSpan.FromSeconds(value) },
                "--tolerance" => options with { Tolerance = TimeSpan.FromSeconds(value) },
                "--examples" => options with { Examples = (int)value },
                _ => throw new FormatException($"There is no option {name}."),
            };
        }

        return folders.Count > 0 ? (options, folders) : throw new FormatException("No folder is given.");
    }
}
