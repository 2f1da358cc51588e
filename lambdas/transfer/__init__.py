"""The Lambda code of the SFTP server: the host keys by which partners recognise it."""
