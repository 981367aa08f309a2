namespace Machimichi.Platform;

/// <summary>Where one installation keeps its things and what this process does for it.</summary>
public sealed record PlatformOptions
{
    /// <summary>Folder of the embedded database, the files and the keys.</summary>
    public required string DataFolder { get; init; }

    /// <summary>Connection string; empty for SQLite in <see cref="DataFolder"/>. One that names a <c>Host</c> is PostgreSQL.</summary>
    public string Database { get; init; } = "";

    /// <summary>Where files go: empty for a folder in <see cref="DataFolder"/>.</summary>
    public string Files { get; init; } = "";

    /// <summary>Does this process run jobs?</summary>
    public bool Works { get; init; } = true;

    /// <summary>Host name or address of the mail server; empty keeps mails in the database, readable on the local page.</summary>
    public string SmtpHost { get; init; } = "";
    public int SmtpPort { get; init; } = 25;
    public string SmtpUser { get; init; } = "";
    public string SmtpPassword { get; init; } = "";
    public string MailFrom { get; init; } = "machimichi@localhost";

    /// <summary>The address people reach the program at, for links in mails; no slash at its end.</summary>
    public string PublicAddress { get; init; } = "http://localhost:5080";

    /// <summary>Services that people may sign in with, beside mail and passkeys.</summary>
    public IReadOnlyList<Identity.SignInProvider> SignInProviders { get; init; } = [];

    public bool IsPostgres => Database.Contains("Host=", StringComparison.OrdinalIgnoreCase);

    public string ConnectionString => IsPostgres
        ? Database
        : Database.Length > 0 ? Database : $"Data Source={Path.Combine(DataFolder, "machimichi.db")};Foreign Keys=True;Default Timeout=30";
}
