namespace Machimichi.Vision;

/// <summary>
/// One coordinate that moves evenly: a Kalman filter of value and velocity (a frame is the unit of time).
/// ByteTrack's eight-dimensional filter starts with a diagonal covariance and measures each coordinate on its own, so it never
/// mixes them: it is four of these.
/// </summary>
internal struct KalmanAxis
{
    private double _variance;
    private double _covariance;
    private double _velocityVariance;

    internal KalmanAxis(double value, double deviation, double velocityDeviation)
    {
        Value = value;
        _variance = deviation * deviation;
        _velocityVariance = velocityDeviation * velocityDeviation;
    }

    internal double Value { get; set; }
    internal double Velocity { get; set; }

    internal void Predict(double deviation, double velocityDeviation)
    {
        Value += Velocity;
        _variance += 2 * _covariance + _velocityVariance + deviation * deviation;
        _covariance += _velocityVariance;
        _velocityVariance += velocityDeviation * velocityDeviation;
    }

    internal void Correct(double measured, double deviation)
    {
        var spread = _variance + deviation * deviation;
        var (gain, velocityGain) = (_variance / spread, _covariance / spread);
        var surprise = measured - Value;
        Value += gain * surprise;
        Velocity += velocityGain * surprise;
        _velocityVariance -= velocityGain * _covariance;
        _covariance -= velocityGain * _variance;
        _variance -= gain * _variance;
    }
}
