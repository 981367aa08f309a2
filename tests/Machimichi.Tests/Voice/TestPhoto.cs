using System.Buffers.Binary;
using System.Text;

namespace Machimichi.Tests.Voice;

/// <summary>A grey JPEG of 64 x 48 pixels, and the same with a place in its EXIF.</summary>
internal static class TestPhoto
{
    public static readonly byte[] Plain = Convert.FromBase64String("/9j/2wBDABQODxIPDRQSEBIXFRQYHjIhHhwcHj0sLiQySUBMS0dARkVQWnNiUFVtVkVGZIhlbXd7gYKBTmCNl4x9lnN+gXz/2wBDARUXFx4aHjshITt8U0ZTfHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHx8fHz/wAARCAAwAEADASIAAhEBAxEB/8QAFQABAQAAAAAAAAAAAAAAAAAAAAL/xAAUEAEAAAAAAAAAAAAAAAAAAAAA/8QAFAEBAAAAAAAAAAAAAAAAAAAAAP/EABQRAQAAAAAAAAAAAAAAAAAAAAD/2gAMAwEAAhEDEQA/AIAAAAAAAAAAAAAAAAAAAAAAAB//2Q==");

    /// <summary>Inserts an EXIF segment (TIFF, big-endian) whose GPS directory has the latitude (north) and longitude (east).</summary>
    public static byte[] TakenAt(double latitude, double longitude)
    {
        var tiff = new byte[26 + 2 + 4 * 12 + 4 + 48];
        "MM\0*"u8.CopyTo(tiff);
        U32(4, 8);
        U16(8, 1);
        Entry(10, 0x8825, 4, 1, 26);
        U16(26, 4);
        Letter(28, 1, 'N');
        Entry(40, 2, 5, 3, 80);
        Letter(52, 3, 'E');
        Entry(64, 4, 5, 3, 104);
        Degrees(80, latitude);
        Degrees(104, longitude);
        byte[] body = [.. "Exif\0\0"u8, .. tiff];
        var length = body.Length + 2;
        return [0xFF, 0xD8, 0xFF, 0xE1, (byte)(length >> 8), (byte)length, .. body, .. Plain.AsSpan(2)];

        void U16(int at, ushort value) => BinaryPrimitives.WriteUInt16BigEndian(tiff.AsSpan(at), value);
        void U32(int at, uint value) => BinaryPrimitives.WriteUInt32BigEndian(tiff.AsSpan(at), value);
        void Entry(int at, ushort tag, ushort type, uint count, uint value) { U16(at, tag); U16(at + 2, type); U32(at + 4, count); U32(at + 8, value); }
        void Letter(int at, ushort tag, char letter) { Entry(at, tag, 2, 2, (uint)letter << 24); }
        void Degrees(int at, double degrees)
        {
            var (d, m) = (Math.Floor(degrees), (degrees - Math.Floor(degrees)) * 60);
            U32(at, (uint)d); U32(at + 4, 1);
            U32(at + 8, (uint)Math.Floor(m)); U32(at + 12, 1);
            U32(at + 16, (uint)Math.Round((m - Math.Floor(m)) * 60 * 10000)); U32(at + 20, 10000);
        }
    }

    public static readonly byte[] NoPhoto = Encoding.UTF8.GetBytes("<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script></svg>");
}
