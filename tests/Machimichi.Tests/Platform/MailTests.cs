using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Machimichi.Platform.Data;
using Machimichi.Platform.Notifications;
using Microsoft.Extensions.DependencyInjection;

namespace Machimichi.Tests.Platform;

public sealed class MailTests
{
    [Fact]
    public async Task A_promised_mail_reaches_a_real_mail_server_once_with_its_Japanese_intact()
    {
        var unsubscribe = $"https://town.test/minamichita/letters/end?t={new string('x', 400)}";
        using var server = await MailServer.Start();
        await using var host = new TownHost { SmtpPort = server.Port };
        await host.InitializeAsync();
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            db.Send("hana@example.jp", "通報 12番をうけつけました", "師崎の道の穴について、建設課が調べます。", unsubscribe);
            await db.SaveChangesAsync();
        });
        await host.JobsDone();
        var received = await server.Received(1);
        Assert.Contains("To: hana@example.jp", received);
        Assert.Contains(Convert.ToBase64String("師崎の道の穴について"u8)[..16], received.ReplaceLineEndings(""));
        Assert.Contains($"List-Unsubscribe: <{unsubscribe}>", received);
        Assert.Contains("List-Unsubscribe-Post: List-Unsubscribe=One-Click", received);
        Assert.All(await host.Mails(), m => Assert.NotNull(m.SentAt));
    }

    [Fact]
    public async Task A_mail_stays_promised_while_the_mail_server_is_away()
    {
        await using var host = new TownHost { SmtpPort = 1 };
        await host.InitializeAsync();
        await host.In(async s =>
        {
            var db = s.GetRequiredService<MachimichiDb>();
            db.Send("hana@example.jp", "件名", "本文");
            await db.SaveChangesAsync();
        });
        for (var i = 0; i < 100 && (await host.Tickets()).All(t => t.Error.Length == 0); i++) await Task.Delay(100);
        var ticket = Assert.Single(await host.Tickets());
        Assert.NotEqual(Machimichi.Platform.Jobs.JobState.Done, ticket.State);
        Assert.NotEmpty(ticket.Error);
        Assert.Null(Assert.Single(await host.Mails()).SentAt);
    }

    /// <summary>Debian's aiosmtpd, printing what it receives.</summary>
    internal sealed class MailServer(Process process, int port) : IDisposable
    {
        private readonly System.Text.StringBuilder output = new();

        public int Port => port;

        public static async Task<MailServer> Start()
        {
            using var probe = new TcpListener(IPAddress.Loopback, 0);
            probe.Start();
            var port = ((IPEndPoint)probe.LocalEndpoint).Port;
            probe.Stop();
            if (!File.Exists("/usr/bin/aiosmtpd")) Assert.Skip("skipped: no aiosmtpd (Debian: python3-aiosmtpd)");
            var process = Process.Start(new ProcessStartInfo("/usr/bin/aiosmtpd", ["-n", "-l", $"127.0.0.1:{port}", "-c", "aiosmtpd.handlers.Debugging", "stdout"])
            {
                RedirectStandardOutput = true, UseShellExecute = false, Environment = { ["PYTHONUNBUFFERED"] = "1" },
            })!;
            var server = new MailServer(process, port);
            process.OutputDataReceived += (_, e) => { lock (server.output) server.output.AppendLine(e.Data); };
            process.BeginOutputReadLine();
            for (var i = 0; i < 100; i++)
            {
                using var client = new TcpClient();
                try { await client.ConnectAsync(IPAddress.Loopback, port); return server; }
                catch (SocketException) { await Task.Delay(100); }
            }
            throw new InvalidOperationException("aiosmtpd did not start.");
        }

        public async Task<string> Received(int messages)
        {
            for (var i = 0; i < 100; i++)
            {
                lock (output)
                    if (output.ToString() is var text && text.Split("END MESSAGE").Length - 1 >= messages) return text;
                await Task.Delay(100);
            }
            lock (output) return output.ToString();
        }

        public void Dispose()
        {
            process.Kill();
            process.Dispose();
        }
    }
}
