Console.WriteLine("mmadfer");
