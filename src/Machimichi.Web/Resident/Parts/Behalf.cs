using System.Globalization;
using Machimichi.Platform;
using Machimichi.Voice.Others;
using Machimichi.Web.Shell;

namespace Machimichi.Web.Resident.Parts;

/// <summary>A form that staff or the head of a district fills in for somebody else: asked for with <c>?for=other</c>.</summary>
public sealed record Behalf(PostedForm Form, string? For, PageContext Page)
{
    public bool Here => For == "other";

    /// <summary>The form as it is first shown: consent of today, to what is usually asked. Refused to whoever may not speak for others.</summary>
    public PostedForm Begin(PostedForm read, string kind)
    {
        if (!Here) return read;
        if (!Page.Actor.SpeaksForOthers) throw Refusal.Forbidden("behalf.forbidden");
        return read != PostedForm.Empty ? read : PostedForm.Of(new() { ["agreed-on"] = Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), ["agreed-to"] = Page.Speech[$"behalf.agreed-to.{kind}"] });
    }

    public OnBehalf? Noted => !Here ? null : new OnBehalf(Form["source"], Form.Has("agreed", "1"),
        DateOnly.TryParseExact(Form["agreed-on"], "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var day) ? day : null, Form["agreed-to"], Form["contact"], Today);

    private DateOnly Today => DateOnly.FromDateTime(TimeZoneInfo.ConvertTimeFromUtc(Page.Now, Page.Town.Zone));
}
