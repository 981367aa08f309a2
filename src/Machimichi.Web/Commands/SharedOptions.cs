using System.CommandLine;
using Machimichi.Platform;
using Machimichi.Platform.Identity;

namespace Machimichi.Commands;

/// <summary>Options that mean the same wherever they stand.</summary>
internal static class SharedOptions
{
    public static Option<string> Data() => new("--data") { Description = "Folder of the embedded database, files and keys", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MACHIMICHI_DATA") ?? "data" };

    public static Option<string> Db() => new("--db") { Description = "Connection string; empty for SQLite in the data folder, \"Host=…\" for PostgreSQL", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MACHIMICHI_DB") ?? "" };

    public static Option<string> Files() => new("--files") { Description = "Folder of the files; empty for one in the data folder", DefaultValueFactory = _ => Environment.GetEnvironmentVariable("MACHIMICHI_FILES") ?? "" };

    public static Option<bool> Json() => new("--json") { Description = "Print one JSON document on standard output; logs go to standard error" };

    public static Option<string> Town() => new("--town") { Description = "The town, by its short name in addresses", Required = true };

    /// <summary>The installation that a command works on.</summary>
    public static PlatformOptions Installation(ParseResult parsed, bool works) => new()
    {
        DataFolder = Path.GetFullPath(parsed.GetValue<string>("--data") ?? "data"),
        Database = parsed.GetValue<string>("--db") ?? "",
        Files = parsed.GetValue<string>("--files") ?? "",
        Works = works,
        SmtpHost = Variable("SMTP_HOST", ""), SmtpPort = int.TryParse(Variable("SMTP_PORT", ""), System.Globalization.CultureInfo.InvariantCulture, out var port) ? port : 25,
        SmtpUser = Variable("SMTP_USER", ""), SmtpPassword = Variable("SMTP_PASSWORD", ""), MailFrom = Variable("MAIL_FROM", "machimichi@localhost"),
        PublicAddress = Variable("PUBLIC_ADDRESS", "http://localhost:5080"), SignInProviders = SignInProvider.Read(Variable("SIGN_IN", "")),
    };

    private static string Variable(string name, string otherwise) => Environment.GetEnvironmentVariable($"MACHIMICHI_{name}") is { Length: > 0 } value ? value : otherwise;

    public static Command With(this Command command, params Symbol[] symbols)
    {
        foreach (var symbol in symbols)
            if (symbol is Option option) command.Add(option);
            else if (symbol is Argument argument) command.Add(argument);
            else command.Add((Command)symbol);
        return command;
    }

    public static Command OnInstallation(this Command command) => command.With(Data(), Db(), Files(), Json());
}
