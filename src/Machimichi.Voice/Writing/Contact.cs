using System.Net.Mail;
using Machimichi.Platform;

namespace Machimichi.Voice.Writing;

/// <summary>What a person leaves of themselves: a nickname that everyone may read and an address that nobody may, both optional.</summary>
internal sealed record Contact(string Nickname, string Mail)
{
    public const int NicknameLimit = 30;

    public static Contact Of(string? nickname, string? mail) => new(PlainText.Line(nickname), PlainText.Line(mail));

    public IEnumerable<Refusal> Problems()
    {
        if (PlainText.TooLong(Nickname, NicknameLimit, "nickname") is { } tooLong) yield return tooLong;
        if (Mail.Length > 0 && !IsAddress(Mail)) yield return new Refusal("mail.unreadable", "mail");
    }

    public static bool IsAddress(string mail) =>
        mail.Length <= 254 && MailAddress.TryCreate(mail, out var parsed) && parsed.Address == mail && parsed.Host.Contains('.', StringComparison.Ordinal);
}
