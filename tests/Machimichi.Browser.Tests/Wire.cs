using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace Machimichi.Browser.Tests;

/// <summary>The network between a phone and the program, which can be cut, and can lose an answer after the program has done what was asked.</summary>
internal sealed class Wire : IAsyncDisposable
{
    private readonly TcpListener listener = new(IPAddress.Loopback, 0);
    private readonly ConcurrentDictionary<TcpClient, bool> open = [];
    private readonly Task listening;
    private readonly int program;
    private volatile bool cut;

    /// <param name="program">The program's port.</param>
    public Wire(int program)
    {
        this.program = program;
        listener.Start();
        listening = Listen();
    }

    public string Address => $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";

    /// <summary>How requests begin whose answers are lost; empty for none. (A browser may itself ask a second time.)</summary>
    public string LosesAnswerTo { get; set; } = "";

    /// <summary>How a request begins with which something happens to the program, once, and what.</summary>
    public (string Start, Action Happens)? Accident { get; set; }

    public int Lost { get; private set; }

    public void Cut()
    {
        cut = true;
        foreach (var end in open.Keys) end.Close();
    }

    public void Mend() => cut = false;

    private async Task Listen()
    {
        try
        {
            while (true)
            {
                var phone = await listener.AcceptTcpClientAsync();
                if (cut) phone.Close();
                else _ = Carry(phone);
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException) { /* the test is over */ }
    }

    private async Task Carry(TcpClient phone)
    {
        using var server = new TcpClient();
        open[phone] = true;
        open[server] = true;
        try
        {
            await server.ConnectAsync(IPAddress.Loopback, program);
            var loses = false;
            await Task.WhenAny(
                Pump(phone, server, request =>
                {
                    if (Accident is { } accident && request.StartsWith(accident.Start, StringComparison.Ordinal))
                    {
                        Accident = null;
                        accident.Happens();
                    }
                    if (LosesAnswerTo.Length == 0 || !request.StartsWith(LosesAnswerTo, StringComparison.Ordinal)) return true;
                    return loses = true;
                }),
                Pump(server, phone, _ =>
                {
                    if (loses) Lost++;
                    return !loses;
                }));
        }
        catch (Exception e) when (e is SocketException or IOException or ObjectDisposedException or InvalidOperationException) { /* cut */ }
        finally
        {
            phone.Close();
            open.TryRemove(phone, out _);
            open.TryRemove(server, out _);
        }
    }

    private static async Task Pump(TcpClient from, TcpClient to, Func<string, bool> passes)
    {
        var buffer = new byte[64 * 1024];
        var (source, target) = (from.GetStream(), to.GetStream());
        while (await source.ReadAsync(buffer) is > 0 and var length)
        {
            if (!passes(Encoding.Latin1.GetString(buffer, 0, Math.Min(length, 200)))) return;
            await target.WriteAsync(buffer.AsMemory(0, length));
        }
    }

    public async ValueTask DisposeAsync()
    {
        listener.Stop();
        Cut();
        await listening;
    }
}
