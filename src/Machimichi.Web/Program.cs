using System.CommandLine;
using Machimichi.Commands;

var root = new RootCommand("まちみち Machimichi: a town listens to its people and watches its roads.")
{
    ServeCommands.Serve(), ServeCommands.Work(), TownCommands.All(), UserCommands.All(), RoadsCommands.All(),
    VisionCommands.All(), InsightCommands.All(), KitCommands.All(), WorksCommands.All(), DataCommands.All(), LoadCommands.All(),
};
return await CommandLine.Run(root, args);
