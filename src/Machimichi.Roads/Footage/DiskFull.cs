using System.Data.Common;
using Microsoft.Data.Sqlite;

namespace Machimichi.Roads.Footage;

/// <summary>The disk has no room: said as what it is, since whoever reads it can mend it.</summary>
internal static class DiskFull
{
    public const string Key = "footage.disk-full";

    private const int NoSpace = 28, FileTooLarge = 27, NoSpaceOnWindows = unchecked((int)0x80070070), SqliteFull = 13;

    public static bool Is(Exception fault) => fault.GetBaseException() switch
    {
        IOException e => e.HResult is NoSpace or FileTooLarge or NoSpaceOnWindows,
        SqliteException e => e.SqliteErrorCode == SqliteFull,
        DbException e => e.SqlState == "53100",
        _ => false,
    };
}
