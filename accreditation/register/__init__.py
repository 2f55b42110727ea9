"""The official register of outlets: how an extract of it is read, understood and compared with ours."""
