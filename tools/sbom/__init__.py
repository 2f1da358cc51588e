"""The software bill of materials: what the Lambda archives, the program and the tools are made of, and its licences."""
