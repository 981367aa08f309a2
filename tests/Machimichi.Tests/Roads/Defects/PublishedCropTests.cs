using Machimichi.Roads.Privacy;
using Machimichi.Vision;

namespace Machimichi.Tests.Roads.Defects;

public class PublishedCropTests
{
    [Theory]
    [InlineData(300, 500, 420, 600)]
    [InlineData(0, 330, 1280, 720)]
    [InlineData(600, 430, 640, 450)]
    public void Nothing_at_or_above_the_horizon_is_published(float left, float top, float right, float bottom)
    {
        var part = PublishedCrop.Part(new Box(left, top, right, bottom), 1280, 720, horizonY: 320)!.Value;
        Assert.True(part.Top > 320 + 50);
        Assert.True(part.Left >= 0 && part.Left + part.Width <= 1280 && part.Top + part.Height <= 720);
    }

    [Theory]
    [InlineData(100, 100, 200, 200)]
    [InlineData(100, 300, 200, 350)]
    public void A_box_near_the_horizon_is_not_published(float left, float top, float right, float bottom) =>
        Assert.Null(PublishedCrop.Part(new Box(left, top, right, bottom), 1280, 720, horizonY: 320));

    [Fact]
    public void A_frame_kept_smaller_is_cut_at_the_same_place()
    {
        using var picture = Picture.Blank(640, 360);
        using var crop = Picture.Decode(PublishedCrop.Of(picture.EncodeJpeg(), new Box(300, 500, 420, 600), 1280, 720, 320)!, "crop");
        Assert.InRange(crop.Width, 90, 110);
    }
}
