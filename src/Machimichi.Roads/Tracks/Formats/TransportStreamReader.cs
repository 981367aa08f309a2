using System.Text;

namespace Machimichi.Roads.Tracks.Formats;

/// <summary>MPEG transport streams: the fixes stand in packets that are neither sound nor picture, as Novatek's structure or as NMEA.</summary>
internal static class TransportStreamReader
{
    private const int LongestPayload = 8 << 10;

    /// <summary>188 bytes a packet, or 192 with a time before each; 0 where it is no transport stream.</summary>
    public static int PacketSize(ReadOnlySpan<byte> head)
    {
        foreach (var (size, sync) in new[] { (188, 0), (192, 4) })
            if (head.Length > sync + 2 * size && head[sync] == 0x47 && head[sync + size] == 0x47 && head[sync + 2 * size] == 0x47)
                return size;
        return 0;
    }

    public static Track? Read(FileStream file, int packetSize)
    {
        var streams = new Dictionary<int, MemoryStream>();
        var fixes = new FixList();
        var nmea = new NmeaReader();
        var buffer = new byte[packetSize * 4096];
        file.Position = 0;
        int got;
        while ((got = file.ReadAtLeast(buffer, buffer.Length, throwOnEndOfStream: false)) >= packetSize)
            for (var at = packetSize - 188; at + 188 <= got; at += packetSize)
                Packet(buffer.AsSpan(at, 188), streams, nmea, fixes);
        foreach (var rest in streams.Values)
            Payload(rest, nmea, fixes);
        fixes.AddRange(nmea.Rest());
        return fixes.Count > 0 ? fixes.ToTrack("novatek-ts") : null;
    }

    private static void Packet(ReadOnlySpan<byte> packet, Dictionary<int, MemoryStream> streams, NmeaReader nmea, FixList fixes)
    {
        var pid = (packet[1] & 0x1f) << 8 | packet[2];
        if (packet[0] != 0x47 || pid is < 0x20 or 0x1fff || (packet[3] & 0x10) == 0)
            return;
        var start = (packet[3] & 0x20) != 0 ? 5 + packet[4] : 4;
        if (start >= 188)
            return;
        var payload = packet[start..];
        var begins = (packet[1] & 0x40) != 0;
        if (begins)
        {
            if (streams.Remove(pid, out var whole))
                Payload(whole, nmea, fixes);
            if (!IsSoundOrPicture(payload))
                streams[pid] = new MemoryStream();
        }
        if (streams.TryGetValue(pid, out var open) && open.Length < LongestPayload)
            open.Write(payload);
    }

    private static bool IsSoundOrPicture(ReadOnlySpan<byte> payload) =>
        payload.Length > 4 && payload[0] == 0 && payload[1] == 0 && payload[2] == 1 && payload[3] is >= 0xc0 and <= 0xef;

    private static void Payload(MemoryStream stream, NmeaReader nmea, FixList fixes)
    {
        var data = stream.ToArray().AsSpan();
        if (data.Length > 9 && data.StartsWith([(byte)0, (byte)0, (byte)1]))
            data = data[Math.Min(data.Length, data[3] == 0xbf ? 6 : 9 + data[8])..];
        if (data.Length < 40)
            return;
        if (data.IndexOf("RMC,"u8) >= 0)
            fixes.AddRange(nmea.Sentences(Encoding.Latin1.GetString(data)));
        else
            fixes.AddRange(FreeGps.DecodeStructure(data));
    }
}
