"""Files from partners: an SFTP server, the bucket that they land in, their scan and their announcement."""
