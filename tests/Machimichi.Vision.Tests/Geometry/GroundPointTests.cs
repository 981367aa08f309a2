namespace Machimichi.Vision.Tests.Geometry;

public sealed class GroundPointTests
{
    [Fact]
    public void A_level_camera_sees_a_point_where_similar_triangles_say()
    {
        // 1.2 m high, 600 pixels: 60 pixels below the middle is 12 m ahead, and 30 pixels to the right there is 0.6 m.
        var camera = new CameraPose(1.2, 600, 0, 0, 1280, 720, 640, 360);
        var point = GroundPoint.From(670, 420, camera)!.Value;
        Assert.Equal(12, point.AheadMeters, 1e-9);
        Assert.Equal(0.6, point.RightMeters, 1e-9);
    }

    [Fact]
    public void The_optical_axis_of_a_camera_that_looks_down_meets_the_road_at_height_over_tangent()
    {
        var camera = new CameraPose(1.3, 800, 10, 0, 1280, 720, 640, 360);
        var point = GroundPoint.From(640, 360, camera)!.Value;
        Assert.Equal(1.3 / Math.Tan(10 * Math.PI / 180), point.AheadMeters, 1e-9);
    }

    [Fact]
    public void A_camera_turned_to_the_right_sees_its_middle_to_the_right()
    {
        var camera = new CameraPose(1.3, 800, 10, 20, 1280, 720, 640, 360);
        var point = GroundPoint.From(640, 360, camera)!.Value;
        Assert.Equal(Math.Tan(20 * Math.PI / 180), point.RightMeters / point.AheadMeters, 1e-9);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(12)]
    [InlineData(-7)]
    public void On_the_horizon_and_above_there_is_no_road(double pitch)
    {
        var camera = CameraPose.Default(1920, 1080, pitchDegrees: pitch);
        Assert.Null(GroundPoint.From(960, camera.HorizonY, camera));
        Assert.Null(GroundPoint.From(100, camera.HorizonY - 50, camera));
        Assert.NotNull(GroundPoint.From(960, camera.HorizonY + 5, camera));
    }

    [Fact]
    public void What_is_behind_the_lens_has_no_pixel() =>
        Assert.Null(GroundPoint.ToPixel(new GroundPoint(-5, 0), CameraPose.Default(1280, 720)));

    [Fact]
    public void From_pixel_to_ground_and_back_is_the_same_pixel()
    {
        var random = new Random(20260711);
        for (var i = 0; i < 2000; i++)
        {
            var camera = AnyCamera(random);
            var (x, y) = (random.NextDouble() * camera.ImageWidth, random.NextDouble() * camera.ImageHeight);
            if (GroundPoint.From(x, y, camera) is not { DistanceMeters: < 500 } point)
                continue;
            var pixel = GroundPoint.ToPixel(point, camera)!.Value;
            Assert.Equal(x, pixel.X, 1e-6);
            Assert.Equal(y, pixel.Y, 1e-6);
        }
    }

    [Fact]
    public void A_higher_point_of_the_picture_is_farther_ahead()
    {
        var random = new Random(5);
        for (var i = 0; i < 500; i++)
        {
            var camera = AnyCamera(random) with { YawDegrees = 0 };
            var y = camera.HorizonY + 20 + random.NextDouble() * 300;
            var (near, far) = (GroundPoint.From(300, y + 10, camera), GroundPoint.From(300, y, camera));
            if (near is { } n && far is { } f)
                Assert.True(f.AheadMeters > n.AheadMeters);
        }
    }

    [Theory]
    [InlineData(10, 1.4)]
    [InlineData(20, 5.4)]
    public void One_degree_of_pitch_costs_what_geometry_says(double ahead, double meters)
    {
        var camera = CameraPose.Default(1280, 720, heightMeters: 1.3);
        var error = new GroundPoint(ahead, 0).ErrorFrom(camera, pixelSigma: 0, pitchSigmaDegrees: 1);
        Assert.Equal(meters, error.MajorMeters, 0.05);
        Assert.Equal(0, error.MinorMeters, 1e-9);
    }

    [Fact]
    public void The_error_agrees_with_shaken_cameras()
    {
        var random = new Random(7);
        var camera = new CameraPose(1.4, 900, 6, 15, 1920, 1080, 960, 540);
        var (x, y) = (1300.0, 760.0);
        var point = GroundPoint.From(x, y, camera)!.Value;
        var expected = point.ErrorFrom(camera, pixelSigma: 2, pitchSigmaDegrees: 0.2, yawSigmaDegrees: 0.3, heightSigmaMeters: 0.02);

        var seen = Enumerable.Range(0, 40_000).Select(_ => GroundPoint.From(
            x + 2 * Normal(random),
            y + 2 * Normal(random),
            camera with
            {
                PitchDegrees = camera.PitchDegrees + 0.2 * Normal(random),
                YawDegrees = camera.YawDegrees + 0.3 * Normal(random),
                HeightMeters = camera.HeightMeters + 0.02 * Normal(random),
            })!.Value).ToArray();
        var (ahead, right) = (seen.Average(p => p.AheadMeters), seen.Average(p => p.RightMeters));

        Assert.Equal(1, seen.Average(p => Math.Pow(p.AheadMeters - ahead, 2)) / expected.AheadVariance, 0.05);
        Assert.Equal(1, seen.Average(p => Math.Pow(p.RightMeters - right, 2)) / expected.RightVariance, 0.05);
        Assert.Equal(1, seen.Average(p => (p.AheadMeters - ahead) * (p.RightMeters - right)) / expected.Covariance, 0.05);
    }

    [Fact]
    public void The_ellipse_keeps_its_axes_when_it_is_turned()
    {
        var error = new GroundError(4, 1, 0);
        Assert.Equal((2, 1, 0), (error.MajorMeters, error.MinorMeters, error.MajorDegrees));
        var turned = error.Turned(30);
        Assert.Equal(2, turned.MajorMeters, 1e-9);
        Assert.Equal(1, turned.MinorMeters, 1e-9);
        Assert.Equal(30, turned.MajorDegrees, 1e-9);
    }

    [Fact]
    public void The_horizon_that_was_set_is_the_horizon()
    {
        var camera = CameraPose.Default(1280, 720).WithHorizon(300);
        Assert.Equal(300, camera.HorizonY, 1e-9);
        Assert.True(camera.PitchDegrees > 0);
    }

    [Fact]
    public void A_pose_scaled_to_another_size_sees_the_same_road()
    {
        var camera = CameraPose.Default(1920, 1080, pitchDegrees: 4, yawDegrees: -3);
        var half = camera.ForSize(960, 540);
        var (full, small) = (GroundPoint.From(700, 900, camera)!.Value, GroundPoint.From(350, 450, half)!.Value);
        Assert.Equal(full.AheadMeters, small.AheadMeters, 1e-9);
        Assert.Equal(full.RightMeters, small.RightMeters, 1e-9);
    }

    [Theory]
    [InlineData(0, 500)]
    [InlineData(1.3, 0)]
    [InlineData(-1, 500)]
    [InlineData(double.NaN, 500)]
    public void A_camera_that_cannot_be_is_refused(double height, double focal)
    {
        var camera = new CameraPose(height, focal, 0, 0, 1280, 720, 640, 360);
        Assert.Throws<ArgumentException>(() => GroundPoint.From(640, 500, camera));
        Assert.Throws<ArgumentException>(() => GroundPoint.ToPixel(new GroundPoint(5, 0), camera));
    }

    [Fact]
    public void A_field_of_view_of_ninety_degrees_has_half_the_width_as_focal_length() =>
        Assert.Equal(640, CameraPose.Default(1280, 720, 90).FocalPixels, 1e-9);

    internal static CameraPose AnyCamera(Random random)
    {
        double Between(double from, double to) => from + random.NextDouble() * (to - from);
        return new CameraPose(Between(0.8, 3), Between(300, 1500), Between(-10, 30), Between(-40, 40), 1280, 720, Between(600, 680), Between(320, 400));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}
