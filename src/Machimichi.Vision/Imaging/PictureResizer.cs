namespace Machimichi.Vision;

/// <summary>A picture → the same of another size. The order of the channels makes no difference to it.</summary>
internal static unsafe class PictureResizer
{
    internal static Picture Resize(Picture picture, int width, int height)
    {
        try
        {
            fixed (byte* source = picture.Pixels)
            {
                using var view = VipsImage.View(source, picture.Width, picture.Height);
                using var resizing = new VipsOperation("thumbnail_image")
                    .With("in", view).With("width", width).With("height", height).With("size", "force");
                using var image = resizing.ToImage();
                var pixels = image.ToPixels(out var length);
                GC.KeepAlive(picture);
                return new Picture(width, height, PixelMemory.Adopt(pixels, checked((int)length)));
            }
        }
        catch (VipsException e)
        {
            throw new PictureException($"picture of {picture.Width} × {picture.Height}", $"it can't be resized ({e.Message})", e);
        }
    }
}
