namespace Machimichi.Platform;

/// <summary>
/// What was asked cannot be done, and the person who asked can mend it.
/// Mapped once to HTTP (RFC 9457 problem details), once to a form's message and once to the command line's exit code 1.
/// </summary>
/// <param name="textKey">Key of the text that says, in the person's language, what is wrong and how to mend it.</param>
/// <param name="field">The form field it concerns, if any.</param>
/// <param name="kind">Which answer HTTP gives.</param>
/// <param name="values">Values for the text's placeholders.</param>
public sealed class Refusal(string textKey, string? field = null, RefusalKind kind = RefusalKind.Invalid, params (string Name, object Value)[] values)
    : Exception($"{textKey} {string.Join(' ', values.Select(v => $"{v.Name}={v.Value}"))}".TrimEnd())
{
    public string TextKey { get; } = textKey;
    public string? Field { get; } = field;
    public RefusalKind Kind { get; } = kind;
    public (string Name, object Value)[] Values { get; } = values;

    public static Refusal NotFound(string textKey = "refusal.not-found") => new(textKey, kind: RefusalKind.NotFound);
    public static Refusal Forbidden(string textKey = "refusal.forbidden") => new(textKey, kind: RefusalKind.Forbidden);
    public static Refusal Conflict(string textKey, params (string Name, object Value)[] values) => new(textKey, null, RefusalKind.Conflict, values);

    /// <summary>Not now, but after a while; the text may name <c>{minutes}</c>.</summary>
    public static Refusal TooMany(string textKey, TimeSpan wait) =>
        new(textKey, null, RefusalKind.TooMany, ("minutes", (int)Math.Max(1, Math.Ceiling(wait.TotalMinutes)))) { RetryAfter = ((int)Math.Max(1, Math.Ceiling(wait.TotalSeconds))).ToString(System.Globalization.CultureInfo.InvariantCulture) };

    /// <summary>Whole seconds to wait, as HTTP says it; null where waiting does not help.</summary>
    public string? RetryAfter { get; private init; }
}

public enum RefusalKind { Invalid, NotFound, Forbidden, Conflict, TooLarge, TooMany, Gone }
