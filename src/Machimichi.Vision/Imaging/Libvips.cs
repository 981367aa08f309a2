using System.Reflection;
using System.Runtime.InteropServices;

namespace Machimichi.Vision;

/// <summary>
/// All of libvips that we call, and nothing but calls. Only functions with a fixed number of arguments are declared:
/// the variadic ones of its C API have no portable calling convention from .NET.
/// </summary>
internal static unsafe partial class Libvips
{
    private const string Library = "vips";


    static Libvips()
    {
        NativeLibrary.SetDllImportResolver(typeof(Libvips).Assembly, Resolve);

        // A broken picture is reported by an exception; libvips would print it on standard error as well.
        _ = GSetEnv("VIPS_WARNING", "1", 0);
        if (Init("machimichi") != 0)
            throw new DllNotFoundException($"libvips was found but did not start: {TakeError()}");

        // A cached operation would keep the whole input file in memory, and frames do not come twice.
        CacheSetMax(0);
        // Frames are the unit of parallel work: threads within one picture would only wait for each other.
        ConcurrencySet(1);
        BlockUntrusted(1);
    }

    private static nint Resolve(string name, Assembly assembly, DllImportSearchPath? path)
    {
        if (name != Library)
            return 0;
        foreach (var file in (string[])["libvips-cpp.so.8.18.7", "libvips.so.42", "libvips.42.dylib", "libvips-42.dll"])
        {
            if (NativeLibrary.TryLoad(Path.Combine(AppContext.BaseDirectory, file), out var handle)
                || NativeLibrary.TryLoad(file, assembly, path, out handle))
                return handle;
        }
        throw new DllNotFoundException(
            "libvips was not found. It comes beside the program on Linux x64; elsewhere install it (Debian: libvips42, macOS: brew install vips).");
    }

    /// <summary>The reasons libvips gave since the last call, in one line. Its error buffer is shared by all threads.</summary>
    internal static string TakeError()
    {
        var text = ErrorBufferCopy();
        try
        {
            return (Marshal.PtrToStringUTF8(text) ?? "").Trim().ReplaceLineEndings("; ");
        }
        finally
        {
            GFree(text);
        }
    }

    [StructLayout(LayoutKind.Sequential)]
    internal struct GValue
    {
        public nuint Type;
        public ulong Data0;
        public ulong Data1;
    }

    [LibraryImport(Library, EntryPoint = "g_setenv", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int GSetEnv(string name, string value, int overwrite);

    [LibraryImport(Library, EntryPoint = "vips_init", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int Init(string program);

    [LibraryImport(Library, EntryPoint = "vips_cache_set_max")]
    private static partial void CacheSetMax(int operations);

    [LibraryImport(Library, EntryPoint = "vips_concurrency_set")]
    private static partial void ConcurrencySet(int threads);

    [LibraryImport(Library, EntryPoint = "vips_block_untrusted_set")]
    private static partial void BlockUntrusted(int state);

    [LibraryImport(Library, EntryPoint = "vips_error_buffer_copy")]
    private static partial nint ErrorBufferCopy();

    [LibraryImport(Library, EntryPoint = "vips_operation_new", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint OperationNew(string name);

    [LibraryImport(Library, EntryPoint = "vips_cache_operation_buildp")]
    internal static partial int OperationBuild(ref nint operation);

    [LibraryImport(Library, EntryPoint = "vips_object_set_argument_from_string", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int SetArgument(nint operation, string name, string value);

    [LibraryImport(Library, EntryPoint = "vips_object_unref_outputs")]
    internal static partial void UnrefOutputs(nint operation);

    [LibraryImport(Library, EntryPoint = "vips_image_get_type")]
    internal static partial nuint ImageType();

    [LibraryImport(Library, EntryPoint = "vips_blob_get_type")]
    internal static partial nuint BlobType();

    [LibraryImport(Library, EntryPoint = "vips_blob_new")]
    internal static partial nint BlobNew(nint free, byte* data, nuint length);

    [LibraryImport(Library, EntryPoint = "vips_area_unref")]
    internal static partial void AreaUnref(nint area);

    [LibraryImport(Library, EntryPoint = "vips_value_get_blob")]
    internal static partial byte* ValueGetBlob(ref GValue value, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_new_from_memory")]
    internal static partial nint ImageFromMemory(byte* data, nuint length, int width, int height, int bands, int format);

    [LibraryImport(Library, EntryPoint = "vips_image_write_to_memory")]
    internal static partial byte* ImageToMemory(nint image, out nuint length);

    [LibraryImport(Library, EntryPoint = "vips_image_copy_memory")]
    internal static partial nint ImageCopyMemory(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_width")]
    internal static partial int ImageWidth(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_height")]
    internal static partial int ImageHeight(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_bands")]
    internal static partial int ImageBands(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_format")]
    internal static partial int ImageFormat(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_interpretation")]
    internal static partial int ImageInterpretation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_orientation")]
    internal static partial int ImageOrientation(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_hasalpha")]
    internal static partial int ImageHasAlpha(nint image);

    [LibraryImport(Library, EntryPoint = "vips_image_get_typeof", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nuint ImageTypeOf(nint image, string field);

    [LibraryImport(Library, EntryPoint = "g_value_init")]
    internal static partial nint GValueInit(ref GValue value, nuint type);

    [LibraryImport(Library, EntryPoint = "g_value_unset")]
    internal static partial void GValueUnset(ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_value_set_boxed")]
    internal static partial void GValueSetBoxed(ref GValue value, nint boxed);

    [LibraryImport(Library, EntryPoint = "g_value_set_object")]
    internal static partial void GValueSetObject(ref GValue value, nint instance);

    [LibraryImport(Library, EntryPoint = "g_value_dup_object")]
    internal static partial nint GValueDupObject(ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_set_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void GObjectSetProperty(nint instance, string name, ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_get_property", StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void GObjectGetProperty(nint instance, string name, ref GValue value);

    [LibraryImport(Library, EntryPoint = "g_object_unref")]
    internal static partial void GObjectUnref(nint instance);

    [LibraryImport(Library, EntryPoint = "g_free")]
    internal static partial void GFree(nint memory);
}
