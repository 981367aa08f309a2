using System.Net;
using System.Net.Mail;
using System.Text;
using Machimichi.Platform.Data;
using Machimichi.Platform.Jobs;
using Microsoft.EntityFrameworkCore;

namespace Machimichi.Platform.Notifications;

public static class Outbox
{
    /// <summary>Promises a mail with the next save.</summary>
    /// <param name="unsubscribe">Where letters like it are ended by a POST, without a sign-in (RFC 8058).</param>
    public static void Send(this MachimichiDb db, string to, string subject, string body, string unsubscribe = "") => Promise(db, to, subject, body, last: false, unsubscribe);

    /// <summary>Promises a mail of which nothing is kept once it is delivered.</summary>
    public static void SendLast(this MachimichiDb db, string to, string subject, string body) => Promise(db, to, subject, body, last: true, unsubscribe: "");

    private static void Promise(MachimichiDb db, string to, string subject, string body, bool last, string unsubscribe)
    {
        var message = new OutgoingMessage
        {
            Id = Guid.CreateVersion7(), TownId = db.Town.Slug, To = to, Subject = subject.ReplaceLineEndings(" "), Body = body, CreatedAt = db.Now, Last = last, Unsubscribe = unsubscribe,
        };
        db.OutgoingMessages.Add(message);
        db.Enqueue(DeliverMessage.Kind, new DeliverMessage.Payload(message.Id), message.Id);
    }
}

/// <summary>Hands one promised mail to the mail server. Where none is configured it stays in the database, to be read on the local mail page.</summary>
public sealed class DeliverMessage(MachimichiDb db, PlatformOptions options) : IBackgroundJob<DeliverMessage.Payload>
{
    public const string Kind = "mail";

    public sealed record Payload(Guid MessageId);

    public async Task Run(Payload payload, JobProgress progress, CancellationToken ct)
    {
        var message = await db.OutgoingMessages.SingleOrDefaultAsync(m => m.Id == payload.MessageId, ct);
        if (message is null || message.SentAt is not null) return;
        if (options.SmtpHost.Length > 0) await Deliver(message, ct);
        message.SentAt = db.Now;
        if (message.Last && options.SmtpHost.Length > 0) db.OutgoingMessages.Remove(message);
        await db.SaveChangesAsync(ct);
    }

    // The message's own id is its Message-ID, so that a mail sent twice after a crash is shown once by the receiver.
    private async Task Deliver(OutgoingMessage message, CancellationToken ct)
    {
        using var client = new SmtpClient(options.SmtpHost, options.SmtpPort) { Timeout = 30_000 };
        if (options.SmtpUser.Length > 0) (client.Credentials, client.EnableSsl) = (new NetworkCredential(options.SmtpUser, options.SmtpPassword), true);
        using var mail = new MailMessage(options.MailFrom, message.To, message.Subject, message.Body)
        {
            SubjectEncoding = Encoding.UTF8, BodyEncoding = Encoding.UTF8,
        };
        mail.Headers.Add("Message-ID", $"<{message.Id:N}@machimichi>");
        mail.Headers.Add("Auto-Submitted", "auto-generated");
        if (message.Unsubscribe.Length > 0)
        {
            mail.Headers.Add("List-Unsubscribe", $"<{message.Unsubscribe}>");
            mail.Headers.Add("List-Unsubscribe-Post", "List-Unsubscribe=One-Click");
        }
        await client.SendMailAsync(mail, ct);
    }
}
