namespace Machimichi.Vision;

/// <summary>Tells which detections of successive frames are one thing. Not for several threads at once: one tracker, one sequence.</summary>
public interface ITracker
{
    /// <summary>Takes the detections of the next frame.</summary>
    /// <param name="detections">All of the frame, also the doubtful ones; empty when nothing was seen. In pixels of the frame.</param>
    /// <param name="motion">
    /// Where a box of the frame before is to be expected now by what else is known, such as the vehicle's own movement
    /// (<see cref="VehicleMotion.Of"/>); null for a box that has left the view: its track ends. Without it, things are
    /// expected to go on as they moved.
    /// </param>
    /// <returns>The things that were seen in this frame and are confirmed, in the order in which they were first seen.</returns>
    IReadOnlyList<TrackedDetection> Update(IReadOnlyList<Detection> detections, Func<Box, Box?>? motion = null);
}

/// <summary>A detection that a tracker recognised.</summary>
/// <param name="TrackId">The thing's number, from 1, within its tracker.</param>
/// <param name="Box">Where it is by this and the earlier frames together, pixels.</param>
/// <param name="Detection">What the detector said in this frame.</param>
/// <param name="Class">The class that most of its detections had, weighted by their scores.</param>
/// <param name="Frames">In how many frames it was seen so far, this one included.</param>
public readonly record struct TrackedDetection(int TrackId, Box Box, Detection Detection, int Class, int Frames);
