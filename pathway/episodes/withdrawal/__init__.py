"""Her word, passed on by any worker: she takes her agreement back, he has her telephone, nobody may contact her."""
