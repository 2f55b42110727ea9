"""Long work nobody waits for at an open page: ordered, done by a worker, watched from anywhere, ending with a file."""
