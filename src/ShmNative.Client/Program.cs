using ShmNative.Client;
using ShmNative.Client.Channels;
using ShmNative.Programs;
using ShmNative.Programs.Channels;

// The demo needs no command line, and does not pay for one.
return ProgramHost.Run(ClientProgram.Name, () => args.Length == 0 ? ClientProgram.Run(new ClientOptions())
    : ChannelTarget.IsIn(args) ? ChannelClientCommand.Run(args)
    : ClientCommand.Run(args));
