return (int)ShmNative.Programs.ExitCode.Success;
