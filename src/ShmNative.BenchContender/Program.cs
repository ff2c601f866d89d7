using ShmNative.BenchContender;

const int failed = 1, wrongMessage = 4, notApplicable = 77; // as in native-tests/bench/harness.h
try
{
    Job job = Job.Parse(args);
    Measurement measurement = job.Measure switch
    {
        "round-trip" or "in-place" or "wake" => new Answers(job),
        "stream" or "publishers" or "fan-out" => new Streams(job),
        "send" or "look" or "attach" or "memory" => new Alone(job),
        "clean" => new Cleaning(job),
        "call" => throw new NotApplicableException("its calls are direct"),
        _ => throw new ArgumentException($"unknown measure {job.Measure}"),
    };
    measurement.Run();
    return 0;
}
catch (NotApplicableException exception)
{
    Console.Error.WriteLine(exception.Message);
    return notApplicable;
}
catch (WrongMessageException exception)
{
    Console.Error.WriteLine(exception.Message);
    return wrongMessage;
}
catch (Exception exception)
{
    Console.Error.WriteLine(exception.Message);
    return failed;
}
