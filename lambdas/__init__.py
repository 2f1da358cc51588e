"""The functions that the platform needs beside the payments' and the rotation's own."""
