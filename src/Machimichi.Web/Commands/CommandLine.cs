using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Machimichi.Platform;
using Machimichi.Platform.Language;

namespace Machimichi.Commands;

/// <summary>What every command shares: exit codes, JSON on request, refusals as one clear line on standard error.</summary>
internal static class CommandLine
{
    public const int Done = 0, Refused = 1, WrongArguments = 2;

    public static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower) },
    };

    public static async Task<int> Run(RootCommand root, string[] args)
    {
        var parsed = root.Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (var error in parsed.Errors) await Console.Error.WriteLineAsync(error.Message);
            await Console.Error.WriteLineAsync($"See: machimichi {string.Join(' ', CommandPath(parsed))} --help".Replace("  ", " ", StringComparison.Ordinal));
            return WrongArguments;
        }
        return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false });
    }

    private static IEnumerable<string> CommandPath(ParseResult parsed)
    {
        var names = new List<string>();
        for (var at = parsed.CommandResult; at?.Command is not (null or RootCommand); at = at.Parent as System.CommandLine.Parsing.CommandResult) names.Insert(0, at.Command.Name);
        return names;
    }

    /// <summary>Gives a command its work: what is refused becomes one line and exit code 1.</summary>
    public static Command Does(this Command command, Func<ParseResult, CancellationToken, Task<int>> work)
    {
        command.SetAction(async (parsed, ct) =>
        {
            try { return await work(parsed, ct); }
            catch (Exception e) when (Explain(e) is { } line)
            {
                await Console.Error.WriteLineAsync(line);
                return Refused;
            }
        });
        return command;
    }

    private static string? Explain(Exception e) => e switch
    {
        Refusal refusal => EnglishTexts().Say(Texts.English, refusal),
        Vision.PictureException or Vision.ModelException or Vision.LabelException or Roads.Tracks.TrackException or Roads.Footage.Reading.FootageException
            or Roads.Simulation.SimulationException or IOException or UnauthorizedAccessException => e.Message,
        OperationCanceledException => "Stopped. What was finished is kept; run the same command again to go on.",
        _ => null,
    };

    private static Texts EnglishTexts() => new([
        new(typeof(PlatformModule).Assembly), new(typeof(Works.WorksModule).Assembly), new(typeof(Voice.VoiceModule).Assembly),
        new(typeof(Roads.RoadsModule).Assembly), new(typeof(Insight.InsightModule).Assembly), new(typeof(CommandLine).Assembly)]);

    public static void Print(object document) => Console.WriteLine(JsonSerializer.Serialize(document, document.GetType(), Json));
}
